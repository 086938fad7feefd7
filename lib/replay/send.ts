import { AppError } from '../model/error.ts';
import type { Deps } from '../ports/deps.ts';
import type { ReplayRecord } from './record.ts';

/** Queues what is already kept: when the queue does not answer, the sweep sends it later and the caller need not know. */
export const sendReplay = async (deps: Pick<Deps, 'queue' | 'log'>, { tenant, id }: Pick<ReplayRecord, 'tenant' | 'id'>): Promise<void> => {
  try {
    await deps.queue.send({ kind: 'replay', tenant, replayId: id });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'unavailable') throw error;
    deps.log.error('replay not queued', { tenant, replayId: id, code: error.code });
  }
};
