import * as z from 'zod';
import { AppError } from '../model/error.ts';
import type { JsonObject } from '../model/json.ts';
import type { Item, Key, Page, PageKey, Table } from '../ports/table.ts';
import { bucketOf, keys, listMarks, listPartition, type TimeList, timelineShards } from './keys.ts';

/** Where a page ended: what is older than `before` in `bucket`, then the older buckets. JSON, so that a signed cursor can carry it. */
const listPosition = z.object({ bucket: z.string(), before: z.string().nullable() });
export type ListPosition = z.infer<typeof listPosition>;

/** A position that comes back from a caller's cursor. Throws AppError `invalid-cursor`. */
export const positionOf = (after: JsonObject): ListPosition => {
  const parsed = listPosition.safeParse(after);
  if (parsed.success) return parsed.data;
  throw new AppError('invalid-cursor', 'this cursor is of another list');
};

/** Milliseconds since the epoch, `since` inclusive and `until` exclusive; one that is not set bounds nothing. */
export type TimeSpan = { readonly since?: number | undefined; readonly until?: number | undefined };

/** `limit` is 1 to 100; `after` is the `next` of the page before. */
export type PageRequest = { readonly limit: number; readonly after?: JsonObject | undefined };

/** May hold fewer than `limit`, even none, and still have a next one. */
export type Listed<T> = { readonly items: readonly T[]; readonly next?: JsonObject };

/** `time` in ISO 8601. */
export const isWithin = ({ since, until }: TimeSpan, time: string): boolean => {
  const at = Date.parse(time);
  return (since === undefined || at >= since) && (until === undefined || at < until);
};

/** Buckets outside the span are not read; its exact bounds are `accepts`' to check. */
export type ListQuery = TimeSpan &
  PageRequest & {
    readonly tenant: string;
    readonly list: TimeList;
    readonly accepts?: (item: Item) => boolean;
  };

export type ListPage = { readonly items: readonly Item[]; readonly next?: ListPosition };

// A filter that matches little must not read for ever: a page may hold fewer than `limit` and still have a next one.
const examinedPerPage = 1_000;
const marksPerPage = 100;

/** A tenant's list, newest first: buckets from the newest, in each the shards merged. Throws AppError `invalid-cursor`. */
export const readList = async (table: Table, query: ListQuery): Promise<ListPage> => {
  const after = query.after && positionOf(query.after);
  const accepted: Item[] = [];
  let examined = 0;
  for await (const bucket of buckets(table, query, after)) {
    const before = bucket === after?.bucket ? after.before : null;
    if (accepted.length === query.limit || examined >= examinedPerPage) return { items: accepted, next: { bucket, before } };
    for await (const { item, isLast } of merged(table, query, bucket, before)) {
      examined += 1;
      if (query.accepts?.(item) ?? true) accepted.push(item);
      const isFull = accepted.length === query.limit || examined >= examinedPerPage;
      if (isFull && !isLast) return { items: accepted, next: { bucket, before: item.sk } };
    }
  }
  return { items: accepted };
};

async function* buckets(table: Table, query: ListQuery, start: ListPosition | undefined): AsyncGenerator<string> {
  const newest = query.until === undefined ? undefined : bucketOf(query.list, query.until);
  const to = start?.bucket ?? newest;
  const from = query.since === undefined ? undefined : bucketOf(query.list, query.since);
  let after: PageKey | undefined;
  do {
    const page: Page = await table.query({
      partition: listMarks(query.tenant, query.list),
      descending: true,
      limit: marksPerPage,
      ...(to !== undefined && { to }),
      ...(from !== undefined && { from }),
      ...(after && { after }),
    });
    for (const { sk } of page.items) yield sk;
    after = page.next;
  } while (after);
}

type Merged = { readonly item: Item; readonly isLast: boolean };

/** One bucket's entries, newest first. Ids sort by time, so merging the shards is sorting by id. */
async function* merged(table: Table, query: ListQuery, bucket: string, before: string | null): AsyncGenerator<Merged> {
  const limit = Math.min(query.limit, 100) + 1;
  let edge = before;
  for (;;) {
    const pages = await Promise.all(
      Array.from({ length: timelineShards }, (_, shard) =>
        table.query({
          partition: listPartition(query.tenant, query.list, bucket, shard),
          descending: true,
          limit,
          ...(edge !== null && { to: edge }),
        }),
      ),
    );
    // Below the place where a shard's page ended, that shard may have more: such entries wait for the next step.
    const floor = pages
      .flatMap((page) => (page.next ? (page.items.at(-1)?.sk ?? []) : []))
      .sort()
      .at(-1);
    const known = pages.flatMap(({ items }) => items).filter(({ sk }) => sk !== edge);
    const ready = known.filter(({ sk }) => floor === undefined || sk >= floor).sort((a, b) => (a.sk < b.sk ? 1 : -1));
    for (const [index, item] of ready.entries()) yield { item, isLast: floor === undefined && index === ready.length - 1 };
    if (floor === undefined) return;
    edge = floor;
  }
}

const marked = new WeakMap<Table, Set<string>>();
const markedMost = 10_000;

/**
 * Marks the buckets that entries are about to go to; call it before the write. What this process has marked already costs nothing,
 * so no item is written by every scan of a tenant.
 */
export const markBuckets = async (table: Table, tenant: string, at: number, targets: readonly TimeList[]): Promise<void> => {
  const known = marked.get(table) ?? new Set<string>();
  marked.set(table, known);
  if (known.size > markedMost) known.clear();
  const fresh = targets
    .map((list): Key => keys.listMark(tenant, list, bucketOf(list, at)))
    .filter((key) => !known.has(`${key.pk}\n${key.sk}`));
  for (const key of fresh) {
    await table.write([{ kind: 'put', item: { ...key, version: 1, body: {} } }]);
    known.add(`${key.pk}\n${key.sk}`);
  }
};
