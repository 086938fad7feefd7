/**
 * The only source of time. `now` in milliseconds since the epoch, UTC; somebody may set it. `steady` in milliseconds that pass whatever the time is set to:
 * only differences mean something, and only within one process. A clock without it is never set.
 */
export type Clock = { now(): number; steady?(): number };

/** Time as it would be had nobody set the clock since this was made: for work that is measured while it runs. */
export const steadyClock = (clock: Clock): Clock => {
  const { steady } = clock;
  if (steady === undefined) return clock;
  const [begun, started] = [clock.now(), steady()];
  return { now: () => begun + Math.round(steady() - started), steady };
};

export const instant = (clock: Clock): string => new Date(clock.now()).toISOString();
