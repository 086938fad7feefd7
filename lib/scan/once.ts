import * as z from 'zod';
import type { Caller } from '../model/actor.ts';
import { AppError } from '../model/error.ts';
import type { Deps } from '../ports/deps.ts';
import type { Item } from '../ports/table.ts';
import { keys } from '../store/keys.ts';
import { decode } from '../store/record.ts';
import type { ScanInput } from './input.ts';
import { startScan } from './start.ts';

/** `scanId` is null while somebody starts the scan, which is to have the id `willBe`: whoever is killed at it leaves no second one to be started. */
const mark = z.object({ startedAt: z.number(), scanId: z.string().nullable(), willBe: z.string().optional() });

export type OnceOutcome = { readonly kind: 'started' | 'known'; readonly scanId: string };

/** `mayStart` is asked when the scan would be a new one. */
export type OnceRequest = { readonly name: string; mayStart(): Promise<boolean> };

/** Who has not said which scan it became after this long was killed. */
const startMs = 60_000;
/** Longer than it takes to list a registry, which must not find as new what an event has told of. */
const keptMs = 7 * 24 * 60 * 60_000;

/**
 * Starts one scan for all that come with the same `name` within a week: senders that deliver twice, or tell of one thing in several ways.
 * Throws AppError `unavailable` while another is about to start it: come again then, for that one may be killed.
 */
export const startScanOnce = async (
  deps: Deps,
  caller: Caller,
  { name, mayStart }: OnceRequest,
  input: ScanInput,
): Promise<OnceOutcome | { readonly kind: 'deferred' }> => {
  const key = keys.idempotency(caller.tenant, 'scan-once', name);
  const now = deps.clock.now();
  const item = await deps.table.get(key);
  const known = item && { item, mark: decode(mark, item) };
  // Either way: the clocks of two that are told at once differ, and a mark of a moment ahead is no reason to start another.
  const age = known === undefined ? Number.POSITIVE_INFINITY : Math.abs(now - known.mark.startedAt);
  const isCurrent = known !== undefined && age < keptMs;
  if (isCurrent && known.mark.scanId !== null) return { kind: 'known', scanId: known.mark.scanId };
  if (isCurrent && age < startMs) throw busy();
  const willBe = (isCurrent ? known.mark.willBe : undefined) ?? deps.ids.next('scan');
  const marked = (scanId: string | null, version: number): Item => ({
    ...key,
    version,
    body: { startedAt: now, scanId, willBe },
    expiresAt: Math.floor((now + keptMs) / 1000),
  });
  if (isCurrent && willBe === known.mark.willBe && (await deps.table.get(keys.scan(caller.tenant, willBe)))) {
    await deps.table.write([{ kind: 'put', when: { version: known.item.version }, item: marked(willBe, known.item.version + 1) }]);
    return { kind: 'known', scanId: willBe };
  }
  if (!(await mayStart())) return { kind: 'deferred' };
  const version = (item?.version ?? 0) + 1;
  const claim = { kind: 'put', when: item ? { version: item.version } : 'absent', item: marked(null, version) } as const;
  if ((await deps.table.write([claim])).kind === 'conflict') throw busy();
  const { id } = await startScan(deps, caller, input, willBe);
  await deps.table.write([{ kind: 'put', when: { version }, item: marked(id, version + 1) }]);
  return { kind: 'started', scanId: id };
};

const busy = (): AppError => new AppError('unavailable', 'this scan is being started', { retryAfterSeconds: startMs / 1000 });
