import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Item, Table, TableWalk } from '../../lib/ports/table.ts';
import { guardedTable } from '../../lib/store/migration/guard.ts';
import type { Migration } from '../../lib/store/migration/migration.ts';
import { migrateTable } from '../../lib/store/migration/run.ts';
import { readState } from '../../lib/store/migration/state.ts';
import { codeOf, item, put } from './table.ts';

export type MigratedHome = { readonly table: Table; readonly walk: TableWalk; close(): Promise<void> | void };

/** Adds up in `n`, moves the item's place in an index, and marks it. */
const first: Migration = {
  to: 2,
  name: 'marks things',
  oldest: 1,
  change: (one) =>
    one.sk.startsWith('thing') && one.body['marked'] !== true
      ? [{ ...one, body: { ...one.body, marked: true, times: Number(one.body['times'] ?? 0) + 1 }, second: { pk: 'marked', sk: one.sk } }]
      : undefined,
};
/** Splits what is marked into two, and deletes what is called so. */
const second: Migration = {
  to: 3,
  name: 'splits things',
  oldest: 3,
  change: (one) => {
    if (one.sk.startsWith('old')) return [];
    if (!one.sk.startsWith('thing')) return undefined;
    return [
      { ...one, sk: one.sk.replace('thing', 'part-a'), version: 1 },
      { ...one, sk: one.sk.replace('thing', 'part-b'), version: 1 },
    ];
  },
};
const both = [first, second];
const things = 40;

/** What a migration does with the table of a home. An adapter passes it unchanged; `make` gives an empty table each time. */
export const migrationContract = (name: string, make: () => Promise<MigratedHome>): void => {
  describe(`migration: ${name}`, () => {
    let home: MigratedHome;
    const deps = () => ({ table: home.table, walk: home.walk, log: { info: () => {}, error: () => {} } });
    beforeEach(async () => {
      home = await make();
      for (let n = 0; n < things; n += 1) await home.table.write([put(item(`p${n % 7}`, `thing${n}`, { body: { n } }))]);
      await home.table.write([put(item('p0', 'other', { body: { n: -1 } })), put(item('p1', 'old'))]);
    });
    afterEach(async () => home.close());

    const everything = async (): Promise<Item[]> => {
      const all: Item[] = [];
      for (let page = await home.walk.page(null); ; page = await home.walk.page(page.next)) {
        all.push(...page.items.filter(({ pk }) => pk !== 'settings'));
        if (page.next === undefined) return all.sort((a, b) => (`${a.pk} ${a.sk}` < `${b.pk} ${b.sk}` ? -1 : 1));
      }
    };

    it('walks over every item once', async () => {
      const all = (await everything()).map(({ pk, sk }) => `${pk} ${sk}`);
      expect(all).toHaveLength(things + 2);
      expect(new Set(all).size).toBe(all.length);
    });

    it('changes each item once, leaves the others, and notes the version', async () => {
      expect(await migrateTable(deps(), () => true, [first])).toEqual({ kind: 'current', version: 2, changed: expect.any(Number) });
      const all = await everything();
      expect(all.filter(({ body }) => body['times'] === 1)).toHaveLength(things);
      expect(await home.table.get({ pk: 'p0', sk: 'other' })).toMatchObject({ version: 1, body: { n: -1 } });
      expect((await home.table.query({ index: 'second', partition: 'marked' })).items).toHaveLength(things);
      expect(await migrateTable(deps(), () => true, [first])).toMatchObject({ kind: 'current', version: 2, changed: 0 });
      expect(await everything()).toEqual(all);
    });

    it('goes through several, splits, and deletes', async () => {
      expect(await migrateTable(deps(), () => true, both)).toMatchObject({ kind: 'current', version: 3 });
      const all = await everything();
      expect(all).toHaveLength(2 * things + 1);
      expect(all.filter(({ sk }) => sk.startsWith('thing') || sk.startsWith('old'))).toEqual([]);
    });

    it('is taken to its end by whoever comes next when it was killed, wherever it stood', async () => {
      let kills = 0;
      for (let left = 3; ; left += 9) {
        let calls = left;
        const live = (): void => {
          if (calls-- <= 0) throw new Error('killed');
        };
        const table: Table = {
          ...home.table,
          write: async (actions) => {
            live();
            return home.table.write(actions);
          },
        };
        try {
          await migrateTable({ ...deps(), table }, () => true, both);
          break;
        } catch (error) {
          expect(String(error)).toContain('killed');
          kills += 1;
        }
      }
      expect(kills).toBeGreaterThan(1);
      expect((await everything()).filter(({ body }) => body['times'] === 1)).toHaveLength(2 * things);
      expect((await readState(home.table)).state).toEqual({ version: 3, oldest: 3, running: null });
    });

    it('loses nothing of what is written meanwhile', async () => {
      const key = { pk: 'p3', sk: 'thing3' };
      let isFirst = true;
      const table: Table = {
        ...home.table,
        write: async (actions) => {
          const isThis = actions.some((action) => action.kind === 'put' && action.item.sk === key.sk);
          if (isThis && isFirst) {
            isFirst = false;
            await home.table.write([put(item(key.pk, key.sk, { version: 2, body: { n: 3, news: true } }), { version: 1 })]);
          }
          return home.table.write(actions);
        },
      };
      await migrateTable({ ...deps(), table }, () => true, [first]);
      expect(await home.table.get(key)).toMatchObject({ version: 3, body: { news: true, marked: true, times: 1 } });
    });

    it('of two at once one goes on, and every item is changed once', async () => {
      const kinds = (await Promise.all([1, 2, 3].map(() => migrateTable(deps(), () => true, both)))).map(({ kind }) => kind);
      expect(kinds).toContain('current');
      await migrateTable(deps(), () => true, both);
      expect((await everything()).filter(({ body }) => body['times'] === 1)).toHaveLength(2 * things);
    });

    it('stops when its time is up', async () => {
      expect(await migrateTable(deps(), () => false, both)).toMatchObject({ kind: 'paused', version: 1 });
      expect(await migrateTable(deps(), () => true, both)).toMatchObject({ kind: 'current', version: 3 });
    });

    it('keeps older code out from before its first change, unless that can live with both forms', async () => {
      let now = 0;
      const clock = { now: () => now };
      const older = guardedTable(home.table, clock, []);
      expect(await older.get({ pk: 'p0', sk: 'other' })).toBeDefined();
      await migrateTable(deps(), () => true, [first]);
      now += 60_000;
      expect(await older.get({ pk: 'p0', sk: 'other' })).toBeDefined();
      expect(await migrateTable(deps(), () => true, [])).toMatchObject({ kind: 'newer', version: 2 });
      let calls = 2;
      await migrateTable(deps(), () => calls-- > 0, both);
      now += 60_000;
      const refused = [
        older.get({ pk: 'p0', sk: 'other' }),
        older.batchGet([]),
        older.query({ partition: 'p0' }),
        older.write([put(item('p0', 'other'))]),
        migrateTable(deps(), () => true, [first]),
      ];
      expect(await Promise.all(refused.map(codeOf))).toEqual(refused.map(() => 'unavailable'));
      expect(await home.table.get({ pk: 'p0', sk: 'other' })).toMatchObject({ body: { n: -1 } });
    });
  });
};
