/** The only source of time. `now` in milliseconds since the epoch, UTC. */
export type Clock = { now(): number };

export const instant = (clock: Clock): string => new Date(clock.now()).toISOString();
