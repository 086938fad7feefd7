import type { IdPrefix } from '../ports/ids.ts';
import type { Item, Table } from '../ports/table.ts';
import { duePartition, dueShards } from './keys.ts';

/**
 * What fell due by `now` (milliseconds), at most `limit` of each shard, the longest overdue first. It is read through an index and
 * may be stale: read the item by its key before acting on it.
 */
export const readDue = async (table: Table, kind: IdPrefix | 'later', now: number, limit: number): Promise<readonly Item[]> => {
  const to = `${new Date(now).toISOString()}#~`;
  const pages = await Promise.all(
    Array.from({ length: dueShards }, (_, shard) => table.query({ index: 'second', partition: duePartition(kind, shard), to, limit })),
  );
  return pages.flatMap(({ items }) => items).sort((a, b) => ((a.second?.sk ?? '') < (b.second?.sk ?? '') ? -1 : 1));
};
