import { type Caller, requireScope } from '../model/actor.ts';
import type { JsonObject } from '../model/json.ts';
import type { Deps } from '../ports/deps.ts';
import { timelinePartition, timelineShards } from '../store/keys.ts';

const dayMs = 86_400_000;
// Days without a record cost reads too: a page looks at this many at most and says where the next one goes on.
const daysPerPage = 31;

/** Times in milliseconds since the epoch, `since` inclusive and `until` exclusive. `limit` is 1 to 1,000. */
export type AuditQuery = {
  readonly since: number;
  readonly until: number;
  readonly limit: number;
  readonly action?: string | undefined;
  readonly target?: string | undefined;
  readonly actor?: string | undefined;
  readonly after?: AuditPosition | undefined;
};

/** Where a page ended: what is older than `id`, from `day` (days since the epoch) backwards. */
export type AuditPosition = { readonly day: number; readonly id: string | null };
export type AuditPage = { readonly items: readonly JsonObject[]; readonly next?: AuditPosition };

/** The tenant's changes, newest first. A page may hold fewer than `limit` and still have a next one. */
export const listAudit = async (deps: Pick<Deps, 'table'>, caller: Caller, query: AuditQuery): Promise<AuditPage> => {
  requireScope(caller, 'audit:read');
  const oldest = Math.floor(query.since / dayMs);
  const newest = query.after?.day ?? Math.floor((query.until - 1) / dayMs);
  const items: JsonObject[] = [];
  let before = query.after?.id ?? null;
  for (let day = newest; day >= oldest; day--) {
    if (newest - day >= daysPerPage) return { items, next: { day, id: null } };
    for await (const record of recordsOfDay(deps, caller.tenant, day, before)) {
      if (!matches(query, record)) continue;
      if (items.length === query.limit) return { items, next: { day, id: idOf(items.at(-1)) } };
      items.push(record);
    }
    before = null;
  }
  return { items };
};

const chunk = 100;

// The shards of a day are read in steps, newest first; ids sort by time, so that a merge of the shards is a sort of the step.
async function* recordsOfDay(deps: Pick<Deps, 'table'>, tenant: string, day: number, before: string | null): AsyncGenerator<JsonObject> {
  const isoDay = new Date(day * dayMs).toISOString().slice(0, 10);
  let edge = before;
  for (;;) {
    const pages = await Promise.all(
      Array.from({ length: timelineShards }, (_, shard) =>
        deps.table.query({
          partition: timelinePartition(tenant, 'audit', isoDay, shard),
          descending: true,
          limit: chunk,
          ...(edge !== null && { to: edge }),
        }),
      ),
    );
    const last = edge;
    // Below the highest place where a shard's page ended, that shard may have more to tell.
    const ends = pages.flatMap((page) => (page.next ? (page.items.at(-1)?.sk ?? []) : []));
    const floor = ends.sort().at(-1) ?? '';
    const step = pages.flatMap((page) => page.items).filter(({ sk }) => sk >= floor && sk !== last);
    step.sort((a, b) => (a.sk < b.sk ? 1 : -1));
    for (const { body } of step) yield body;
    if (floor === '') return;
    edge = floor;
  }
}

const idOf = (record: JsonObject | undefined): string | null => (typeof record?.['id'] === 'string' ? record['id'] : null);

const matches = (query: AuditQuery, record: JsonObject): boolean => {
  const at = Date.parse(String(record['at']));
  if (at < query.since || at >= query.until) return false;
  if (query.action !== undefined && record['action'] !== query.action) return false;
  if (query.target !== undefined && record['target'] !== query.target) return false;
  return query.actor === undefined || actorNames(record['actor']).includes(query.actor);
};

const actorNames = (actor: unknown): unknown[] => (typeof actor === 'object' && actor !== null ? Object.values(actor) : []);
