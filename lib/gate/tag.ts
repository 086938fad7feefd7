import { isDigest } from '../model/digest.ts';
import { AppError } from '../model/error.ts';
import type { Deps } from '../ports/deps.ts';
import { readResolved } from '../scan/documents.ts';
import type { ScanRecord } from '../scan/record.ts';

/** For one question, all its subjects together: a gate that waits for a registry is an outage of its own. */
export const tagsMs = 3_000;

/** Whether a reference by tag still stands for what a scan has seen. No answer of the registry in time is a no: then a scan finds out. */
export const stillStands = async (
  deps: Pick<Deps, 'table' | 'images' | 'log'>,
  scan: ScanRecord,
  signal: AbortSignal,
): Promise<boolean> => {
  const [named] = scan.images;
  if (!named || scan.resolved === null || scan.images.length !== 1) return false;
  const [seen] = await readResolved(deps.table, scan);
  try {
    const now = await deps.images.digestOf?.(named.reference, signal);
    return now !== undefined && isDigest(now) && now === (seen?.indexDigest ?? seen?.digest);
  } catch (error) {
    // Whatever it is, a scan can be started all the same, and says more.
    deps.log.info('tag not looked up', { reference: named.reference, error: error instanceof AppError ? error.code : String(error) });
    return false;
  }
};
