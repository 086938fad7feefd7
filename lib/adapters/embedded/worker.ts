import { setImmediate as nextTurn } from 'node:timers/promises';
import type { JobReceiver, ReceivedJob } from '../../ports/job-queue.ts';
import type { Log } from '../../ports/log.ts';
import { newSleep, type Sleep } from './sleep.ts';

/** What became of a job: nothing left to do, or to be delivered again after so many seconds. */
export type JobOutcome = { readonly kind: 'done' } | { readonly kind: 'again'; readonly afterSeconds: number };

/** Work that nobody asks for: what fell due, what was lost. It runs at once, and then so long after its last run's end. */
export type Chore = { readonly name: string; readonly everyMs: number; readonly run: () => Promise<unknown> };

export type WorkerOptions = {
  readonly receiver: JobReceiver;
  readonly log: Log;
  /** `stop` is raised when the worker drains and the grace is over. What it throws is delivered again, at last to the dead letters. */
  readonly handle: (received: ReceivedJob, stop: AbortSignal) => Promise<JobOutcome>;
  /** For a job that was delivered too often: true when nothing is left to do. */
  readonly giveUp: (received: ReceivedJob) => Promise<boolean>;
  readonly chores: readonly Chore[];
  readonly concurrency?: number;
  readonly leaseSeconds?: number;
  readonly pollMs?: number;
  readonly graceMs?: number;
  /** Between looks at the dead letters. */
  readonly buryMs?: number;
};

export type Worker = {
  /** A job has just been sent: do not wait for the next poll. */
  wake(): void;
  /** Takes nothing new; what is under way may finish within the grace and gives its lease back after it. */
  stop(): Promise<void>;
};

type Running = Required<WorkerOptions> & {
  readonly abandon: AbortController;
  readonly lanes: Sleep;
  readonly chorus: Sleep;
  isStopping: boolean;
};

const defaults = { concurrency: 2, leaseSeconds: 15, pollMs: 250, graceMs: 10_000, buryMs: 5_000 };
const longestBackOffSeconds = 60;

export const startWorker = (options: WorkerOptions): Worker => {
  const running: Running = {
    ...defaults,
    ...options,
    abandon: new AbortController(),
    lanes: newSleep(),
    chorus: newSleep(),
    isStopping: false,
  };
  const chores = [...running.chores, { name: 'dead letters', everyMs: running.buryMs, run: () => bury(running) }];
  const ended = Promise.all([
    ...Array.from({ length: running.concurrency }, () => lane(running)),
    ...chores.map((chore) => keepDoing(running, chore)),
  ]);
  return {
    wake: running.lanes.wake,
    stop: async () => {
      running.isStopping = true;
      running.lanes.wake();
      running.chorus.wake();
      const grace = setTimeout(() => running.abandon.abort(), running.graceMs);
      await ended;
      clearTimeout(grace);
    },
  };
};

const logFailure = ({ log }: Running, event: string, error: unknown, fields = {}): void =>
  log.error(event, { ...fields, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });

const lane = async (running: Running): Promise<void> => {
  const { receiver, leaseSeconds, pollMs, lanes } = running;
  while (!running.isStopping) {
    try {
      const [received] = await receiver.receive({ max: 1, leaseSeconds });
      if (!received) await lanes.nap(pollMs);
      else {
        await work(running, received);
        // SQLite answers within the call: a job may end without a turn of the event loop, and a full queue would keep every request waiting.
        await nextTurn();
      }
    } catch (error) {
      logFailure(running, 'worker queue failed', error);
      await lanes.nap(pollMs);
    }
  }
};

const work = async (running: Running, received: ReceivedJob): Promise<void> => {
  const { receiver, leaseSeconds } = running;
  const { job, receipt } = received;
  // The lease of a message is short, so that a killed process is soon replaced; it is renewed for as long as the work lasts.
  const renew = (): void =>
    void receiver
      .postpone(receipt, leaseSeconds)
      .catch((error: unknown) => logFailure(running, 'worker lease not renewed', error, { job }));
  const renewal = setInterval(renew, (leaseSeconds * 1000) / 3);
  const outcome = await outcomeOf(running, received);
  clearInterval(renewal);
  if (outcome.kind === 'done') await receiver.done(receipt);
  else await receiver.postpone(receipt, outcome.afterSeconds);
};

const outcomeOf = async (running: Running, received: ReceivedJob): Promise<JobOutcome> => {
  const { job, receiveCount } = received;
  try {
    return await running.handle(received, running.abandon.signal);
  } catch (error) {
    logFailure(running, 'worker job failed', error, { job, receiveCount });
    return { kind: 'again', afterSeconds: Math.min(longestBackOffSeconds, 2 ** receiveCount) };
  }
};

const bury = async ({ receiver, giveUp, log }: Running): Promise<void> => {
  for (const dead of await receiver.deadLetters({ max: 10, leaseSeconds: longestBackOffSeconds })) {
    log.error('worker gave up', { job: dead.job, receiveCount: dead.receiveCount });
    if (await giveUp(dead)) await receiver.done(dead.receipt);
  }
};

const keepDoing = async (running: Running, { name, everyMs, run }: Chore): Promise<void> => {
  while (!running.isStopping) {
    try {
      await run();
    } catch (error) {
      logFailure(running, 'worker chore failed', error, { chore: name });
    }
    if (!running.isStopping) await running.chorus.nap(everyMs);
  }
};
