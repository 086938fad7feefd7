import * as z from 'zod';
import type { Deps } from '../ports/deps.ts';
import type { Item, WriteAction } from '../ports/table.ts';
import { keys } from '../store/keys.ts';
import { decode } from '../store/record.ts';
import { isPassing } from './failure.ts';
import type { EndReason, ScanRecord, TerminalState } from './record.ts';

/**
 * A scan that nobody asked for has nobody who would ask again: when its registry, or what else it needs, was away for longer than its tries lasted, it is
 * tried again by itself. Its place in the index `second` is when.
 */
const laterRecord = z.object({ tenant: z.string(), scanId: z.string(), at: z.number() });
export type LaterRecord = z.infer<typeof laterRecord>;

/** Half an hour, then twice as long each time: the last one is five days later. */
const firstMs = 30 * 60_000;
const mostRetries = 8;

/** What to keep in mind when a scan ends so, for the transaction that ends it. */
export const tryLater = (
  deps: Pick<Deps, 'clock'>,
  { tenant, id, actor, retries, releases }: ScanRecord,
  state: TerminalState,
  reason: EndReason,
): readonly WriteAction[] => {
  const isAutomatic = actor['kind'] === 'system';
  // What several whole runs were too short for will be too long for the next ones.
  const mayDoBetter = (state === 'failed' && isPassing(reason.code)) || (state === 'timed_out' && releases === 0);
  if (!isAutomatic || !mayDoBetter || retries >= mostRetries) return [];
  const at = deps.clock.now() + firstMs * 2 ** retries;
  const body: LaterRecord = { tenant, scanId: id, at };
  return [{ kind: 'put', item: { ...keys.scanLater(tenant, id), version: 1, body, second: keys.due(`later_${id}`, at) } }];
};

export const decodeLater = (item: Item): LaterRecord => decode(laterRecord, item);

export const forgetLater = ({ tenant, scanId }: Pick<LaterRecord, 'tenant' | 'scanId'>): WriteAction => ({
  kind: 'delete',
  key: keys.scanLater(tenant, scanId),
});
