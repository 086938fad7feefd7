/** Work of one endpoint of one tenant. `id` tells it apart while it waits or runs. */
export type LaneTask = { readonly id: string; readonly endpoint: string; readonly tenant: string; run(): Promise<void> };

export type Lanes = {
  /** Starts it when there is room. False: it is here already, or too many of its endpoint wait. */
  add(task: LaneTask): boolean;
  /** Resolves when nothing runs or waits. */
  idle(): Promise<void>;
  /** Forgets what waits and resolves when what runs has ended. */
  stop(): Promise<void>;
};

/** Bounds on what runs at the same time, and on what waits for one endpoint. */
export type LaneLimits = { readonly endpoint: number; readonly tenant: number; readonly total: number; readonly waiting: number };

/** Runs tasks so that no endpoint takes another's turn: each has few lanes of its own, and endpoints that wait take turns. */
export const fairLanes = (limits: LaneLimits): Lanes => {
  const waiting = new Map<string, LaneTask[]>();
  const present = new Set<string>();
  const running = new Map<string, number>();
  const atRest: (() => void)[] = [];
  let total = 0;

  const count = (key: string, change: number): void => void running.set(key, (running.get(key) ?? 0) + change);
  const hasRoom = ({ endpoint, tenant }: LaneTask): boolean =>
    total < limits.total &&
    (running.get(`endpoint ${endpoint}`) ?? 0) < limits.endpoint &&
    (running.get(`tenant ${tenant}`) ?? 0) < limits.tenant;

  const start = (task: LaneTask): void => {
    change(task, 1);
    task
      .run()
      .catch(() => undefined)
      .finally(() => {
        change(task, -1);
        present.delete(task.id);
        pump();
        if (total === 0 && waiting.size === 0) for (const done of atRest.splice(0)) done();
      });
  };
  const change = (task: LaneTask, by: number): void => {
    total += by;
    for (const key of [`endpoint ${task.endpoint}`, `tenant ${task.tenant}`]) {
      count(key, by);
      if (running.get(key) === 0) running.delete(key);
    }
  };
  const pump = (): void => {
    for (const [endpoint, queue] of [...waiting]) {
      const [first] = queue;
      if (!first || !hasRoom(first)) continue;
      queue.shift();
      // To the end of the line: the next free place is another endpoint's.
      waiting.delete(endpoint);
      if (queue.length > 0) waiting.set(endpoint, queue);
      start(first);
    }
  };
  const idle = (): Promise<void> => (total === 0 && waiting.size === 0 ? Promise.resolve() : new Promise((done) => atRest.push(done)));

  return {
    add: (task) => {
      const queue = waiting.get(task.endpoint) ?? [];
      if (present.has(task.id) || queue.length >= limits.waiting) return false;
      present.add(task.id);
      queue.push(task);
      waiting.set(task.endpoint, queue);
      pump();
      return true;
    },
    idle,
    stop: () => {
      for (const queue of waiting.values()) for (const task of queue) present.delete(task.id);
      waiting.clear();
      return idle();
    },
  };
};
