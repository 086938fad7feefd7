/** Bounds what runs at a time per host, and holds everybody back once the host has said so. */
export type Throttle = {
  /** Waits for a turn; the answer gives it back. Rejects with the signal's reason. */
  enter(host: string, limit: number, signal?: AbortSignal): Promise<() => void>;
  pause(host: string, untilMs: number): void;
  pausedUntil(host: string): number;
};

type Lane = { running: number; pausedUntil: number; readonly waiting: (() => void)[] };

export const createThrottle = (now: () => number): Throttle => {
  const lanes = new Map<string, Lane>();
  const laneOf = (host: string): Lane => {
    const lane = lanes.get(host) ?? { running: 0, pausedUntil: 0, waiting: [] };
    lanes.set(host, lane);
    return lane;
  };
  const leave = (host: string, lane: Lane): void => {
    const next = lane.waiting.shift();
    // The turn is handed over as it is: in between, nobody else may take it.
    if (next) next();
    else lane.running -= 1;
    if (lane.running === 0 && lane.pausedUntil <= now()) lanes.delete(host);
  };
  return {
    enter: async (host, limit, signal) => {
      signal?.throwIfAborted();
      const lane = laneOf(host);
      if (lane.running >= limit) await turn(lane, signal);
      else lane.running += 1;
      let left = false;
      return () => {
        if (left) return;
        left = true;
        leave(host, lane);
      };
    },
    pause: (host, untilMs) => {
      const lane = laneOf(host);
      lane.pausedUntil = Math.max(lane.pausedUntil, untilMs);
    },
    pausedUntil: (host) => lanes.get(host)?.pausedUntil ?? 0,
  };
};

const turn = (lane: Lane, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const start = (): void => {
      signal?.removeEventListener('abort', give);
      resolve();
    };
    const give = (): void => {
      lane.waiting.splice(lane.waiting.indexOf(start), 1);
      reject(signal?.reason);
    };
    lane.waiting.push(start);
    signal?.addEventListener('abort', give, { once: true });
  });
