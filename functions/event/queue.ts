import * as z from 'zod';
import type { Job } from '../../lib/ports/job-queue.ts';
import { checkedJob } from '../../lib/store/job.ts';

/** Source: Lambda developer guide, Using Lambda with Amazon SQS, example event. */
const queueEvent = z.object({
  Records: z.array(
    z.object({
      messageId: z.string().min(1),
      receiptHandle: z.string().min(1),
      body: z.string(),
      attributes: z.object({ ApproximateReceiveCount: z.coerce.number().int().min(1) }),
    }),
  ),
});

/** `job` is undefined for a message that is none. */
export type QueueMessage = {
  readonly id: string;
  readonly receiptHandle: string;
  readonly receiveCount: number;
  readonly body: string;
  readonly job: Job | undefined;
};

export const messagesOf = (event: unknown): readonly QueueMessage[] =>
  queueEvent.parse(event).Records.map(({ messageId, receiptHandle, body, attributes }) => ({
    id: messageId,
    receiptHandle,
    receiveCount: attributes.ApproximateReceiveCount,
    body,
    job: jobOf(body),
  }));

const jobOf = (body: string): Job | undefined => {
  try {
    return checkedJob(JSON.parse(body));
  } catch {
    return undefined;
  }
};

/** The messages that are to be delivered again; all others are deleted. Source: Lambda developer guide, reporting batch item failures. */
export type BatchResponse = { readonly batchItemFailures: readonly { readonly itemIdentifier: string }[] };

export const batchResponse = (failed: readonly QueueMessage[]): BatchResponse => ({
  batchItemFailures: failed.map(({ id }) => ({ itemIdentifier: id })),
});
