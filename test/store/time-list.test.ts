import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ulids } from '../../lib/adapters/embedded/ids.ts';
import { openSqlite, type SqliteStore } from '../../lib/adapters/sqlite/store.ts';
import { keys, lists, type TimeList } from '../../lib/store/keys.ts';
import { type ListPosition, type ListQuery, markBuckets, readList } from '../../lib/store/time-list.ts';

const day = 86_400_000;
const start = Date.UTC(2026, 10, 22);
let store: SqliteStore;
beforeAll(async () => {
  store = await openSqlite(':memory:', { clock: { now: () => start } });
});
afterAll(() => store.close());

let tenants = 0;
const tenantWith = async (list: TimeList, times: readonly number[]): Promise<{ tenant: string; ids: string[] }> => {
  tenants += 1;
  const tenant = `tenant${tenants}`;
  let now = 0;
  const maker = ulids({ now: () => now });
  const ids: string[] = [];
  for (const at of times) {
    now = at;
    const id = maker.next('ver');
    ids.push(id);
    await markBuckets(store.table, tenant, at, [list]);
    await store.table.write([{ kind: 'put', item: { ...keys.listed(tenant, list, at, id), version: 1, body: { at } } }]);
  }
  return { tenant, ids };
};

const readAll = async (query: ListQuery): Promise<{ ids: string[]; pages: number }> => {
  const ids: string[] = [];
  let after: ListPosition | undefined;
  for (let pages = 1; pages < 500; pages += 1) {
    const page = await readList(store.table, { ...query, after });
    expect(page.items.length).toBeLessThanOrEqual(query.limit);
    ids.push(...page.items.map(({ sk }) => sk));
    if (page.next === undefined) return { ids, pages };
    after = JSON.parse(JSON.stringify(page.next));
  }
  throw new Error('the pages do not end');
};

it('gives every entry once, newest first, for any spread over time and any size of page', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 90 * day }), { maxLength: 60 }),
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom(lists.verdicts, lists.repository('docker.io/library/alpine')),
      async (offsets, limit, list) => {
        const { tenant, ids } = await tenantWith(
          list,
          offsets.map((offset) => start + offset).sort((a, b) => a - b),
        );
        expect((await readAll({ tenant, list, limit })).ids).toEqual([...ids].reverse());
      },
    ),
    { numRuns: 25 },
  );
});

it('reads a crowded day, more entries than one step takes', async () => {
  const { tenant, ids } = await tenantWith(
    lists.scans,
    Array.from({ length: 400 }, (_, n) => start + n),
  );
  expect((await readAll({ tenant, list: lists.scans, limit: 7 })).ids).toEqual([...ids].reverse());
});

it('says nothing of a next page after the last entry', async () => {
  const { tenant } = await tenantWith(lists.scans, [start, start + 1, start + 2]);
  expect((await readList(store.table, { tenant, list: lists.scans, limit: 3 })).next).toBeUndefined();
  expect((await readList(store.table, { tenant, list: lists.scans, limit: 2 })).next).toBeDefined();
});

it('reads nothing of the days outside since and until', async () => {
  const { tenant, ids } = await tenantWith(lists.scans, [start, start + 2 * day, start + 4 * day]);
  const query = { tenant, list: lists.scans, limit: 10, since: start + day, until: start + 3 * day };
  expect((await readAll(query)).ids).toEqual(ids.slice(1, 2));
});

it('ends a page of a filter that matches nothing, and goes on from there', async () => {
  const { tenant, ids } = await tenantWith(
    lists.scans,
    Array.from({ length: 1_500 }, (_, n) => start + n),
  );
  const query: ListQuery = { tenant, list: lists.scans, limit: 10, accepts: ({ sk }) => sk === ids[0] };
  const first = await readList(store.table, query);
  expect(first.items).toEqual([]);
  expect(first.next).toBeDefined();
  expect((await readAll(query)).ids).toEqual(ids.slice(0, 1));
});

it('asks an empty tenant one question', async () => {
  let queries = 0;
  const counting = {
    ...store.table,
    query: (query: Parameters<typeof store.table.query>[0]) => {
      queries += 1;
      return store.table.query(query);
    },
  };
  expect(await readList(counting, { tenant: 'nobody', list: lists.verdicts, limit: 50 })).toEqual({ items: [] });
  expect(queries).toBe(1);
});

it('spreads the entries of one day over partitions', async () => {
  const maker = ulids({ now: () => start });
  const partitions = Array.from({ length: 800 }, () => keys.listed('acme', lists.verdicts, start, maker.next('ver')).pk);
  const counts = [...new Set(partitions)].map((pk) => partitions.filter((one) => one === pk).length);
  expect(new Set(partitions).size).toBe(8);
  expect(Math.max(...counts)).toBeLessThan(200);
});

it('keeps names that hold a separator apart', () => {
  const at = start;
  expect(keys.listed('acme', lists.policy('a'), at, 'x').pk).not.toBe(keys.listed('acme', lists.policy('a#2026-11-22#1'), at, 'x').pk);
  expect(lists.policy('a#b').name).not.toBe(lists.policy('a%23b').name);
});
