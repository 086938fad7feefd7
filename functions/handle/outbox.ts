import type { Deps } from '../../lib/ports/deps.ts';
import type { Key } from '../../lib/ports/table.ts';
import { dispatchEvent } from '../../lib/webhook/dispatch.ts';
import { writtenKeys } from '../event/stream.ts';

/**
 * Sends what has just been announced. A failure is logged and not returned: the event stays due, the sweeper finds it within a minute, and
 * one bad record must not hold up a shard of the stream.
 */
export const sendAnnounced =
  (deps: Deps) =>
  async (event: unknown): Promise<void> => {
    const keys = writtenKeys(event).filter(({ sk }) => sk === 'event');
    await Promise.all(keys.map((key) => dispatch(deps, key)));
  };

const dispatch = async (deps: Deps, key: Key): Promise<void> => {
  try {
    await dispatchEvent(deps, key);
  } catch (error) {
    deps.log.error('outbox event not sent', { event: key.pk, error: String(error) });
  }
};
