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

const seekRecord = z.object({ scanId: z.string(), until: z.number() });

// A tag may move at any time; what a digest stands for never changes.
const tagMs = 10 * 60_000;
const digestMs = 30 * 86_400_000;
// A scan that failed is tried again, but not by every question of a waiting pipeline.
const failedMs = 60_000;

/** The scan that tells what a reference is: one on its way, one that ended a short time ago, or a new one. */
export const seekScan = async (
  deps: Deps,
  caller: Caller,
  { reference, isDigest, input }: { readonly reference: string; readonly isDigest: boolean; readonly input: GateInput },
): Promise<{ readonly scanId: string; readonly ended: ScanRecord | null }> => {
  const facts = scanFacts(input);
  const key = keys.idempotency(caller.tenant, 'gate-scan', digestOf({ reference, facts }));
  const item = await deps.table.get(key);
  const known = item && decode(seekRecord, item);
  if (known && known.until > deps.clock.now()) {
    const scan = await readScan(deps, caller.tenant, known.scanId);
    if (scan && isOfUse(scan.record, deps.clock.now())) {
      return { scanId: known.scanId, ended: isTerminal(scan.record.state) ? scan.record : null };
    }
  }
  const scan = await startScan(deps, asScanner(caller), { image: reference, ...facts });
  const until = deps.clock.now() + (isDigest ? digestMs : tagMs);
  // Of two first questions at once both may start a scan; either answers the next one.
  await deps.table.write([
    {
      kind: 'put',
      item: { ...key, version: (item?.version ?? 0) + 1, body: { scanId: scan.id, until }, expiresAt: Math.ceil(until / 1000) },
    },
  ]);
  return { scanId: scan.id, ended: null };
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
