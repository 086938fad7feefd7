import * as z from 'zod';
import { AppError } from '../model/error.ts';
import { onUse } from '../model/on-use.ts';
import type { Job } from '../ports/job-queue.ts';

const jobSchema = onUse(() => {
  const id = z.string().min(1).max(128);
  return z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('scan'), tenant: id, scanId: id }),
    z.object({ kind: z.literal('deliver'), tenant: id, deliveryId: id }),
    z.object({ kind: z.literal('rejudge'), tenant: id, batchId: id }),
    z.object({ kind: z.literal('replay'), tenant: id, replayId: id }),
  ]);
});

/** A message as it was sent, or AppError `invalid-request`: queues hold what older versions and other senders put there. */
export const checkedJob = (message: unknown): Job => {
  const parsed = jobSchema().safeParse(message);
  if (parsed.success) return parsed.data;
  throw new AppError('invalid-request', 'this message is no job', { internal: parsed.error.message });
};
