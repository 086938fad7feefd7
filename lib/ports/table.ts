import type { JsonObject } from '../model/json.ts';

/** Both parts are non-empty strings without NUL; `pk` at most 2,048 and `sk` at most 1,024 bytes of UTF-8. Source: DynamoDB, key limits. */
export type Key = { readonly pk: string; readonly sk: string };

/** Two sparse indexes. An item is in one when it carries that index's keys. */
export type IndexName = 'first' | 'second';

/**
 * `version` counts the writes of this item and is what conditions compare; `expiresAt` (epoch seconds) lets the home delete it some time later:
 * readers must check the time themselves. `body` is at most 400 KB with everything else, as DynamoDB counts (UTF-8 bytes of names and values).
 */
export type Item = Key & {
  readonly version: number;
  readonly body: JsonObject;
  readonly first?: Key;
  readonly second?: Key;
  readonly expiresAt?: number;
};

/** `absent`: no item with this key. A number: the item exists with this version. */
export type Condition = 'absent' | 'present' | { readonly version: number };

export type WriteAction =
  | { readonly kind: 'put'; readonly item: Item; readonly when?: Condition }
  | { readonly kind: 'delete'; readonly key: Key; readonly when?: Condition }
  | { readonly kind: 'check'; readonly key: Key; readonly when: Condition };

/** `conflict` names the first action whose condition did not hold; nothing was written then. */
export type WriteResult = { readonly kind: 'written' } | { readonly kind: 'conflict'; readonly action: number };

/** A range of sort keys in one partition, compared as UTF-8 bytes; `from` and `to` are inclusive. `after` continues a page. */
export type Query = {
  readonly index?: IndexName;
  readonly partition: string;
  readonly prefix?: string;
  readonly from?: string;
  readonly to?: string;
  readonly descending?: boolean;
  readonly limit?: number;
  readonly after?: PageKey;
};

/** Opaque to callers; JSON, so that a signed cursor can carry it. */
export type PageKey = JsonObject;

/** A page ends at `limit` items or 1 MB, whichever is first; `next` is absent on the last page. */
export type Page = { readonly items: readonly Item[]; readonly next?: PageKey };

/**
 * Items by key, in partitions sorted by `sk`. Reads by key are consistent; reads through an index may be stale.
 * Throws AppError `too-large` for an item over 400 KB or a transaction over 100 actions, `invalid-request` for NUL or an empty key,
 * `unavailable` when the home cannot answer now.
 */
export type Table = {
  get(key: Key): Promise<Item | undefined>;
  /** At most 100 keys; missing items are left out, the order is the keys'. */
  batchGet(keys: readonly Key[]): Promise<readonly Item[]>;
  query(query: Query): Promise<Page>;
  /** All or nothing, at most 100 actions, no key twice. */
  write(actions: readonly WriteAction[]): Promise<WriteResult>;
};

/**
 * Every item of the table once, in no order that counts, a page at a time: for migrations and copies alone, since it reads everything. `after` null begins; a
 * page without `next` is the last, and one may be empty. What is written meanwhile may come in either form.
 */
export type TableWalk = { page(after: PageKey | null): Promise<Page> };
