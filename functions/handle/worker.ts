import { receiptOf } from '../../lib/adapters/aws/job-queue.ts';
import { readBatch } from '../../lib/incident/rejudge/batch.ts';
import type { Digest } from '../../lib/model/digest.ts';
import type { Deps } from '../../lib/ports/deps.ts';
import type { Job, JobReceiver } from '../../lib/ports/job-queue.ts';
import { runScan } from '../../lib/scan/run.ts';
import type { ScanSettings } from '../../lib/scan/step.ts';
import { deadlineOf, type LambdaContext } from '../event/context.ts';
import { type BatchResponse, batchResponse, messagesOf, type QueueMessage } from '../event/queue.ts';

export type WorkerParts = {
  readonly deps: Deps;
  readonly settings: ScanSettings;
  readonly receiver: Pick<JobReceiver, 'postpone'>;
  /** Brings the advisory database up to date; `wanted` is the one that a job is about. */
  follow?(wanted: Digest | null): Promise<void>;
};

/** Enough to save what is done and to give lease and message back. */
const marginMs = 15_000;
const longestBackOffSeconds = 300;

/** Each message by itself: what fails is delivered again alone, and what does not end in time goes on in a next message. */
export const workOn =
  (parts: WorkerParts) =>
  async (event: unknown, context: LambdaContext): Promise<BatchResponse> => {
    const messages = messagesOf(event);
    const deadline = deadlineOf(context, marginMs);
    const ended = await Promise.all(messages.map((message) => isDone(parts, message, deadline.signal)));
    deadline.clear();
    return batchResponse(messages.filter((_, index) => !ended[index]));
  };

const isDone = async (parts: WorkerParts, message: QueueMessage, stop: AbortSignal): Promise<boolean> => {
  const { deps, receiver } = parts;
  const { job, id, receiveCount } = message;
  if (job === undefined) {
    deps.log.error('worker message unreadable', { messageId: id, receiveCount });
    await backOff({ deps, receiver }, message);
    return false;
  }
  try {
    // Sent anew and not only returned: running out of time must not count towards the dead letters.
    if ((await run(parts, job, stop)) === 'again') await deps.queue.send(job);
    return true;
  } catch (error) {
    deps.log.error('worker job failed', { job, receiveCount, error: String(error) });
    await backOff({ deps, receiver }, message);
    return false;
  }
};

const run = async ({ deps, settings, follow }: WorkerParts, job: Job, stop: AbortSignal): Promise<'done' | 'again'> => {
  await follow?.(job.kind === 'rejudge' ? ((await readBatch(deps, job.tenant, job.batchId))?.database ?? null) : null);
  switch (job.kind) {
    case 'scan':
      return (await runScan(deps, settings, job, stop)).kind === 'released' ? 'again' : 'done';
    // Rarer than scans, and loaded when there is one.
    case 'replay': {
      const { runReplay } = await import('../../lib/replay/run.ts');
      return (await runReplay(deps, settings.judging, job, stop)) === 'done' ? 'done' : 'again';
    }
    case 'rejudge': {
      const { runRejudge } = await import('../../lib/incident/rejudge/run.ts');
      const outcome = await runRejudge(deps, settings.judging, job, stop);
      if (outcome === 'stopped') return 'again';
      deps.log.info('images judged again', { tenant: job.tenant, ...outcome });
      return 'done';
    }
    case 'deliver':
      // Of another version of the product: kept out of the way, said once.
      deps.log.error('worker job unknown', { kind: job.kind });
      return 'done';
  }
};

/** Without this the message would be hidden for as long as the queue's visibility time-out, which is made for the longest run. */
const backOff = async (
  { deps, receiver }: Pick<WorkerParts, 'deps' | 'receiver'>,
  { receiptHandle, receiveCount }: QueueMessage,
): Promise<void> => {
  try {
    await receiver.postpone(receiptOf(receiptHandle), Math.min(longestBackOffSeconds, 2 ** receiveCount));
  } catch (error) {
    deps.log.error('worker message not postponed', { error: String(error) });
  }
};
