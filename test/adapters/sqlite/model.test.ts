import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openSqlite } from '../../../lib/adapters/sqlite/store.ts';
import type { Condition, IndexName, Item, Key, Query, WriteAction, WriteResult } from '../../../lib/ports/table.ts';
import { compareBytes } from '../../../lib/store/range.ts';
import { sortKeys } from '../../contract/table.ts';

/** What the table is meant to be: a map of items, and queries that look at all of them. */
const modelTable = () => {
  const items = new Map<string, Item>();
  const nameOf = ({ pk, sk }: Key): string => JSON.stringify([pk, sk]);
  const holds = (key: Key, when: Condition | undefined): boolean => {
    const found = items.get(nameOf(key));
    if (when === undefined) return true;
    if (when === 'absent') return found === undefined;
    return when === 'present' ? found !== undefined : found?.version === when.version;
  };
  const keyIn = (item: Item, index: IndexName | undefined): Key | undefined => (index === undefined ? item : item[index]);
  return {
    write: (actions: readonly WriteAction[]): WriteResult => {
      const failed = actions.findIndex((action) => !holds(action.kind === 'put' ? action.item : action.key, action.when));
      if (failed >= 0) return { kind: 'conflict', action: failed };
      for (const action of actions) {
        if (action.kind === 'put') items.set(nameOf(action.item), action.item);
        if (action.kind === 'delete') items.delete(nameOf(action.key));
      }
      return { kind: 'written' };
    },
    get: (key: Key): Item | undefined => items.get(nameOf(key)),
    sortKeys: ({ index, partition, prefix = '', from, to, descending }: Query): string[] => {
      const found = [...items.values()].flatMap((item) => {
        const key = keyIn(item, index);
        return key?.pk === partition ? [key.sk] : [];
      });
      const inRange = found.filter(
        (sk) =>
          sk.startsWith(prefix) && (from === undefined || compareBytes(sk, from) >= 0) && (to === undefined || compareBytes(sk, to) <= 0),
      );
      inRange.sort(compareBytes);
      return descending ? inRange.reverse() : inRange;
    },
  };
};

// Few names, so that writes meet; some sort differently in UTF-16 than in UTF-8.
const sortKey = fc.constantFrom('a', 'ab', 'b', 'é', '\u{ffff}', '\u{10000}', 'z');
const key = fc.record({ pk: fc.constantFrom('p', 'q'), sk: sortKey });
const version = fc.integer({ min: 1, max: 3 });
const when = fc.constantFrom<Condition | undefined>(undefined, 'absent', 'present', { version: 1 }, { version: 2 });
const indexKey = fc.option(key, { nil: undefined });
const put = fc.record({ key, version, when, first: indexKey, second: indexKey, body: fc.dictionary(fc.string(), fc.jsonValue()) }).map(
  ({ key: { pk, sk }, version, when, first, second, body }): WriteAction => ({
    kind: 'put',
    item: {
      pk,
      sk,
      version,
      body: JSON.parse(JSON.stringify(body).replaceAll('\\u0000', '?')),
      ...(first && { first }),
      ...(second && { second }),
    },
    ...(when && { when }),
  }),
);
const remove = fc.record({ key, when }).map(({ key, when }): WriteAction => ({ kind: 'delete', key, ...(when && { when }) }));
const check = fc
  .record({ key, when: fc.constantFrom<Condition>('absent', 'present', { version: 1 }) })
  .map(({ key, when }): WriteAction => ({ kind: 'check', key, when }));
const keyOf = (action: WriteAction): string => {
  const { pk, sk } = action.kind === 'put' ? action.item : action.key;
  return `${pk} ${sk}`;
};
const transaction = fc.uniqueArray(fc.oneof({ weight: 3, arbitrary: put }, remove, check), { maxLength: 5, selector: keyOf });
const range = fc.oneof(
  fc.record({ prefix: sortKey }),
  fc.record({ from: fc.option(sortKey, { nil: undefined }), to: fc.option(sortKey, { nil: undefined }) }),
);
const query = fc
  .record({
    partition: fc.constantFrom('p', 'q'),
    range,
    index: fc.constantFrom<IndexName | undefined>(undefined, 'first', 'second'),
    descending: fc.boolean(),
    limit: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ partition, range, index, descending, limit }): Query => {
    const bounds = Object.fromEntries(Object.entries(range).filter(([, bound]) => bound !== undefined));
    return { partition, descending, limit, ...bounds, ...(index && { index }) };
  });

it('does what the model does, for any transactions and queries', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(transaction, { maxLength: 12 }), fc.array(query, { maxLength: 6 }), async (transactions, queries) => {
      const store = await openSqlite(':memory:', { clock: { now: () => 0 } });
      const model = modelTable();
      for (const actions of transactions) {
        expect(await store.table.write(actions)).toEqual(model.write(actions));
        for (const action of actions) {
          const { pk, sk } = action.kind === 'put' ? action.item : action.key;
          expect(await store.table.get({ pk, sk })).toEqual(model.get({ pk, sk }));
        }
      }
      for (const one of queries) expect(await sortKeys(store.table, one)).toEqual(model.sortKeys(one));
      store.close();
    }),
    { numRuns: 60 },
  );
});
