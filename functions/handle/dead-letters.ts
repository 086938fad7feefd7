import { sha256 } from '../../lib/model/digest.ts';
import type { Deps } from '../../lib/ports/deps.ts';
import { giveUpReplay } from '../../lib/replay/end.ts';
import { giveUpScan } from '../../lib/scan/give-up.ts';
import { type BatchResponse, batchResponse, messagesOf, type QueueMessage } from '../event/queue.ts';

/** Ends the scans whose messages failed too often, so that nobody waits for them for ever. */
export const buryDeadLetters =
  (deps: Deps) =>
  async (event: unknown): Promise<BatchResponse> => {
    const messages = messagesOf(event);
    const ended = await Promise.all(messages.map((message) => isBuried(deps, message)));
    return batchResponse(messages.filter((_, index) => !ended[index]));
  };

const isBuried = async (deps: Deps, { id, job, body, receiveCount }: QueueMessage): Promise<boolean> => {
  if (job === undefined) {
    // The text may hold anything; its digest is enough to find it again.
    deps.log.error('dead letter unreadable', { messageId: id, bytes: Buffer.byteLength(body), digest: sha256(body) });
    return true;
  }
  deps.log.error('dead letter', { messageId: id, job, receiveCount });
  try {
    if (job.kind === 'replay') return await giveUpReplay(deps, job);
    return job.kind !== 'scan' || (await giveUpScan(deps, job));
  } catch (error) {
    deps.log.error('dead letter not ended', { job, error: String(error) });
    return false;
  }
};
