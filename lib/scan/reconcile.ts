import * as z from 'zod';
import type { Caller } from '../model/actor.ts';
import { AppError } from '../model/error.ts';
import type { JsonObject } from '../model/json.ts';
import { isRecent } from '../model/recent.ts';
import type { Deps } from '../ports/deps.ts';
import type { ListedImage, ListingPage, RegistryListing } from '../ports/registry-listing.ts';
import { keys } from '../store/keys.ts';
import { decode } from '../store/record.ts';
import type { AutomaticScan } from './automatic.ts';

/** One way through a registry. `since`: images pushed before it were looked at by an earlier round. `cursor` null and `endedAt` set: it is done. */
const roundRecord = z.object({
  startedAt: z.number(),
  since: z.number(),
  cursor: z.record(z.string(), z.json()).nullable(),
  endedAt: z.number().nullable(),
  listed: z.number(),
  started: z.number(),
});
type Round = Omit<z.infer<typeof roundRecord>, 'cursor'> & { readonly cursor: JsonObject | null };
type Held = { readonly round: Round; readonly version: number };

export type ReconcileParts = {
  /** Names the registry among those that are gone through. */
  readonly name: string;
  /** Host of the registry, as references have it. */
  readonly host: string;
  readonly listing: RegistryListing;
  readonly scan: AutomaticScan;
  readonly caller: Caller;
  isWanted(repository: string): boolean;
  isImage(image: ListedImage): boolean;
  /** False when the time given is used up: what is left is for the next run. */
  mayGoOn(): boolean;
};

/** `resting`: the last round is too young. `paused`: to be gone on with by the next run. */
export type ReconcileOutcome = {
  readonly kind: 'resting' | 'paused' | 'ended';
  readonly listed: number;
  readonly started: number;
};

/** Between the starts of two rounds. */
const restMs = 60 * 60_000;
/** Clocks differ, and a push is listed a moment after it was told of. */
const overlapMs = 60 * 60_000;
/** How far back the first round of all looks. */
const firstMs = 7 * 24 * 60 * 60_000;

/**
 * Finds what no event has told of: goes through a registry and scans what was pushed since the last round and has neither a verdict nor a scan. The place is kept
 * after each page, so a run may end anywhere; of two at once one goes on. Throws what the listing throws.
 */
export const reconcile = async (deps: Deps, parts: ReconcileParts): Promise<ReconcileOutcome> => {
  let held = await openRound(deps, parts.name);
  if (held === undefined) return { kind: 'resting', listed: 0, started: 0 };
  const before = held.round;
  const outcome = (kind: ReconcileOutcome['kind'], round: Round): ReconcileOutcome => ({
    kind,
    listed: round.listed - before.listed,
    started: round.started - before.started,
  });
  while (parts.mayGoOn()) {
    const page = await pageAt(parts, held.round.cursor);
    const taken = await takePage(deps, parts, page, held.round.since);
    const next: Round = {
      ...held.round,
      started: held.round.started + taken.started,
      ...(taken.isWhole && {
        listed: held.round.listed + page.images.length,
        cursor: page.next,
        endedAt: page.next === null ? deps.clock.now() : null,
      }),
    };
    const saved = await saveRound(deps, parts.name, held.version, next);
    if (saved === undefined || !taken.isWhole) return outcome('paused', next);
    held = saved;
    if (page.next === null) return outcome('ended', next);
  }
  return outcome('paused', held.round);
};

const openRound = async (deps: Pick<Deps, 'table' | 'clock'>, name: string): Promise<Held | undefined> => {
  const item = await deps.table.get(keyOf(name));
  const last = item && { round: decode(roundRecord, item), version: item.version };
  const now = deps.clock.now();
  if (last && last.round.endedAt === null) return last;
  if (last && isRecent(last.round.startedAt, restMs, now)) return undefined;
  const since = (last ? Math.min(last.round.startedAt, now) : now - firstMs) - overlapMs;
  const round: Round = { startedAt: now, since, cursor: null, endedAt: null, listed: 0, started: 0 };
  return saveRound(deps, name, last?.version ?? 0, round);
};

const keyOf = (name: string) => keys.setting(`reconciler#${name}`);

/** Undefined when another has gone on meanwhile. */
const saveRound = async ({ table }: Pick<Deps, 'table'>, name: string, version: number, round: Round): Promise<Held | undefined> => {
  const when = version === 0 ? 'absent' : { version };
  const written = await table.write([{ kind: 'put', when, item: { ...keyOf(name), version: version + 1, body: round } }]);
  return written.kind === 'written' ? { round, version: version + 1 } : undefined;
};

/** A cursor that is too old to be gone on with costs the round's pages so far, and nothing else. */
const pageAt = async ({ listing, isWanted }: ReconcileParts, cursor: JsonObject | null): Promise<ListingPage> => {
  try {
    return await listing.page(cursor, isWanted);
  } catch (error) {
    if (cursor === null || !(error instanceof AppError) || error.code !== 'invalid-cursor') throw error;
    return listing.page(null, isWanted);
  }
};

/** Not whole when a repository has had its share of scans: the page is gone through again then. */
const takePage = async (
  deps: Pick<Deps, 'table'>,
  { scan, caller, host, isImage }: ReconcileParts,
  { images }: ListingPage,
  since: number,
): Promise<{ readonly isWhole: boolean; readonly started: number }> => {
  let started = 0;
  let isWhole = true;
  for (const image of images) {
    if (image.pushedAt !== null && Date.parse(image.pushedAt) < since) continue;
    if (!isImage(image) || (await isJudged(deps, caller.tenant, image))) continue;
    const repository = `${host}/${image.repository}`;
    const outcome = await scan(caller, { repository, reference: `${repository}@${image.digest}` });
    if (outcome.kind === 'started') started += 1;
    if (outcome.kind === 'deferred') isWhole = false;
  }
  return { isWhole, started };
};

const isJudged = async ({ table }: Pick<Deps, 'table'>, tenant: string, { digest }: ListedImage): Promise<boolean> => {
  const { pk, sk } = keys.latest(tenant, digest, '');
  return (await table.query({ partition: pk, prefix: sk, limit: 1 })).items.length > 0;
};
