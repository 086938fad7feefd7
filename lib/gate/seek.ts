import * as z from 'zod';
import type { Caller } from '../model/actor.ts';
import { digestOf } from '../model/digest.ts';
import type { Deps } from '../ports/deps.ts';
import { isTerminal, type ScanRecord } from '../scan/record.ts';
import { startScan } from '../scan/start.ts';
import { readScan } from '../scan/store.ts';
import { keys } from '../store/keys.ts';
import { decode } from '../store/record.ts';
import type { GateInput } from './input.ts';
import { stillStands } from './tag.ts';

const seekRecord = z.object({ scanId: z.string(), until: z.number() });

// A tag may move at any time; what a digest stands for never changes.
const tagMs = 10 * 60_000;
const keptMs = 30 * 86_400_000;
// A scan that failed is tried again, but not by every question of a waiting pipeline.
const failedMs = 60_000;

/** `signal`: until when registries may be asked. */
export type Sought = {
  readonly reference: string;
  readonly isDigest: boolean;
  readonly input: GateInput;
  readonly signal: () => AbortSignal;
};

/** The scan that tells what a reference is: one on its way, one that ended and of which that still holds, or a new one. */
export const seekScan = async (
  deps: Deps,
  caller: Caller,
  sought: Sought,
): Promise<{ readonly scanId: string; readonly ended: ScanRecord | null }> => {
  const { reference, isDigest, input } = sought;
  const facts = scanFacts(input);
  const key = keys.idempotency(caller.tenant, 'gate-scan', digestOf({ reference, facts }));
  const item = await deps.table.get(key);
  const known = item && decode(seekRecord, item);
  // Of two first questions at once both may start a scan; either answers the next one.
  const remember = async (scanId: string): Promise<void> => {
    const now = deps.clock.now();
    const body = { scanId, until: now + (isDigest ? keptMs : tagMs) };
    const expiresAt = Math.ceil((now + keptMs) / 1000);
    await deps.table.write([{ kind: 'put', item: { ...key, version: (item?.version ?? 0) + 1, body, expiresAt } }]);
  };
  const scan = known && (await readScan(deps, caller.tenant, known.scanId))?.record;
  if (scan && known && isOfUse(scan, deps.clock.now())) {
    const isFresh = known.until > deps.clock.now();
    const ended = isTerminal(scan.state) ? scan : null;
    if (isFresh || !ended) return { scanId: known.scanId, ended };
    if (await stillStands(deps, scan, sought.signal())) {
      await remember(known.scanId);
      return { scanId: known.scanId, ended };
    }
  }
  const { id } = await startScan(deps, asScanner(caller), { image: reference, ...facts });
  await remember(id);
  return { scanId: id, ended: null };
};

const isOfUse = ({ state, updatedAt }: ScanRecord, now: number): boolean =>
  state !== 'failed' && state !== 'timed_out' && state !== 'cancelled' ? true : now - Date.parse(updatedAt) < failedMs;

/** A gate looks for itself: whoever may ask it need not be allowed to start scans of their choice. */
const asScanner = (caller: Caller): Caller => ({ ...caller, scopes: ['scan:write'] });

const scanFacts = ({ environment, namespace, labels, policy }: GateInput) => ({
  ...(environment !== undefined && { environment }),
  ...(namespace !== undefined && { namespace }),
  ...(labels !== undefined && { labels }),
  ...(policy !== undefined && { policy }),
});
