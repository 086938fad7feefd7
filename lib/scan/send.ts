import { AppError } from '../model/error.ts';
import type { Deps } from '../ports/deps.ts';
import type { ScanRecord } from './record.ts';

/** Queues what is already kept: when the queue does not answer, the sweep sends it later and the caller need not know. */
export const sendScan = async (deps: Deps, { tenant, id }: Pick<ScanRecord, 'tenant' | 'id'>): Promise<void> => {
  try {
    await deps.queue.send({ kind: 'scan', tenant, scanId: id });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'unavailable') throw error;
    deps.log.error('scan not queued', { tenant, scanId: id, code: error.code });
  }
};
