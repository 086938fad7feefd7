import type { Step } from '../step.ts';

/** Time in the queue does not count: a scan has this long from when a worker first takes it up, retries included. */
const runMs = 30 * 60_000;

export const queued: Step = async ({ deps, held }) => {
  const deadline = Math.min(Date.parse(held.record.deadlineAt), deps.clock.now() + runMs);
  return { kind: 'next', state: 'resolving', change: { deadlineAt: new Date(deadline).toISOString() } };
};
