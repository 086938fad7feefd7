import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError, type ErrorCode } from '../../lib/model/error.ts';
import type { Item, PageKey, Query, Table, WriteAction } from '../../lib/ports/table.ts';
import { limits } from '../../lib/store/limits.ts';
import { compareBytes } from '../../lib/store/range.ts';
import { itemBytes } from '../../lib/store/size.ts';

export type TableUnderTest = { readonly table: Table; close(): Promise<void> | void };

export const item = (pk: string, sk: string, more: Partial<Item> = {}): Item => ({ pk, sk, version: 1, body: { n: sk }, ...more });
export const put = (one: Item, when?: 'absent' | 'present' | { version: number }): WriteAction => ({
  kind: 'put',
  item: one,
  ...(when !== undefined && { when }),
});
export const codeOf = async (work: Promise<unknown>): Promise<ErrorCode | 'none'> =>
  work.then(
    () => 'none' as const,
    (error: unknown) => {
      if (error instanceof AppError) return error.code;
      throw error;
    },
  );

/** Every page of a query, as DynamoDB may give them: also empty ones. Ends after 1,000, so that a cursor that goes in circles fails. */
export const pagesOf = async (table: Table, query: Query): Promise<(readonly Item[])[]> => {
  const pages: (readonly Item[])[] = [];
  let after: PageKey | undefined;
  for (let count = 0; count < 1_000; count += 1) {
    const page = await table.query({ ...query, ...(after && { after }) });
    pages.push(page.items);
    if (page.next === undefined) return pages;
    // A cursor travels as JSON.
    after = JSON.parse(JSON.stringify(page.next));
  }
  throw new Error('the pages do not end');
};
export const sortKeys = async (table: Table, query: Query): Promise<string[]> =>
  (await pagesOf(table, query)).flat().map((one) => (query.index ? (one[query.index]?.sk ?? '') : one.sk));

const sized = (pk: string, sk: string, bytes: number): Item => {
  const spare = bytes - itemBytes(item(pk, sk, { body: { text: '' } }));
  return item(pk, sk, { body: { text: 'x'.repeat(spare) } });
};

/** What every `Table` does. An adapter passes it unchanged; `make` gives an empty table each time. */
export const tableContract = (name: string, make: () => Promise<TableUnderTest>): void => {
  describe(`table: ${name}`, () => {
    let home: TableUnderTest;
    let table: Table;
    beforeEach(async () => {
      home = await make();
      table = home.table;
    });
    afterEach(async () => home.close());

    describe('items', () => {
      it('gives back what was put, and undefined for what was not', async () => {
        const full = item('p', 's', {
          body: {
            text: 'ä😀\u2028',
            number: -0.1,
            big: 1e300,
            list: [null, true, { deep: [] }],
            '': 'empty name',
            ['__proto__']: { polluted: true },
          },
          first: { pk: 'f', sk: '1' },
          second: { pk: 'g', sk: '2' },
          expiresAt: 2_000_000_000,
        });
        await table.write([put(full)]);
        expect(await table.get({ pk: 'p', sk: 's' })).toEqual(full);
        expect(await table.get({ pk: 'p', sk: 't' })).toBeUndefined();
        expect(Object.getPrototypeOf((await table.get({ pk: 'p', sk: 's' }))?.body)).not.toHaveProperty('polluted');
      });

      it('keeps a body of 60 levels', async () => {
        const body = { deep: JSON.parse(`${'['.repeat(60)}${']'.repeat(60)}`) };
        await table.write([put(item('p', 's', { body }))]);
        expect((await table.get({ pk: 'p', sk: 's' }))?.body).toEqual(body);
      });

      it('replaces the whole item, its index keys and its expiry too', async () => {
        await table.write([put(item('p', 's', { first: { pk: 'f', sk: '1' }, expiresAt: 2_000_000_000 }))]);
        await table.write([put(item('p', 's', { version: 2 }))]);
        expect(await table.get({ pk: 'p', sk: 's' })).toEqual(item('p', 's', { version: 2 }));
        expect(await sortKeys(table, { index: 'first', partition: 'f' })).toEqual([]);
      });

      it('deletes, also what is not there', async () => {
        await table.write([put(item('p', 's'))]);
        const remove: WriteAction = { kind: 'delete', key: { pk: 'p', sk: 's' } };
        expect(await table.write([remove])).toEqual({ kind: 'written' });
        expect(await table.write([remove])).toEqual({ kind: 'written' });
        expect(await table.get({ pk: 'p', sk: 's' })).toBeUndefined();
      });

      it('may still give an item whose time has passed', async () => {
        await table.write([put(item('p', 's', { expiresAt: 1 }))]);
        const found = await table.get({ pk: 'p', sk: 's' });
        expect(found === undefined || found.expiresAt === 1).toBe(true);
      });

      it('gets a batch in the order of its keys and leaves out what is missing', async () => {
        const all = Array.from({ length: 100 }, (_, n) => item(`p${n % 7}`, `s${n}`));
        await table.write(all.map((one) => put(one)));
        const keys = [...all].reverse().map(({ pk, sk }) => ({ pk, sk }));
        expect((await table.batchGet(keys)).map(({ sk }) => sk)).toEqual(keys.map(({ sk }) => sk));
        expect(
          await table.batchGet([
            { pk: 'p0', sk: 'no' },
            { pk: 'p0', sk: 's0' },
          ]),
        ).toEqual([item('p0', 's0')]);
        expect(await table.batchGet([])).toEqual([]);
      });

      it('gets a batch of more than 16 MB, which DynamoDB gives in parts', async () => {
        const large = Array.from({ length: 50 }, (_, n) => sized('p', `s${n}`, limits.itemBytes));
        for (const one of large) await table.write([put(one)]);
        const found = await table.batchGet(large.map(({ pk, sk }) => ({ pk, sk })));
        expect(found.map(({ sk }) => sk)).toEqual(large.map(({ sk }) => sk));
      });
    });

    describe('conditions', () => {
      it.each<[string, Item | undefined, 'absent' | 'present' | { version: number }, boolean]>([
        ['absent, and it is', undefined, 'absent', true],
        ['absent, but it is there', item('p', 's'), 'absent', false],
        ['present, and it is', item('p', 's'), 'present', true],
        ['present, but it is not', undefined, 'present', false],
        ['the same version', item('p', 's', { version: 7 }), { version: 7 }, true],
        ['another version', item('p', 's', { version: 8 }), { version: 7 }, false],
        ['a version, but no item', undefined, { version: 7 }, false],
      ])('%s', async (_title, before, when, holds) => {
        if (before) await table.write([put(before)]);
        const key = { pk: 'p', sk: 's' };
        const outcome = holds ? { kind: 'written' } : { kind: 'conflict', action: 0 };
        expect(await table.write([{ kind: 'check', key, when }])).toEqual(outcome);
        expect(await table.write([put(item('p', 's', { version: 9 }), when)])).toEqual(outcome);
        if (before) await table.write([put(before)]);
        else await table.write([{ kind: 'delete', key }]);
        expect(await table.write([{ kind: 'delete', key, when }])).toEqual(outcome);
      });

      it('writes all or nothing, and names the first condition that does not hold', async () => {
        await table.write([put(item('p', 'a')), put(item('p', 'z'))]);
        const result = await table.write([
          put(item('p', 'b')),
          { kind: 'check', key: { pk: 'p', sk: 'z' }, when: { version: 1 } },
          put(item('p', 'a', { version: 2 }), 'absent'),
          { kind: 'delete', key: { pk: 'q', sk: 'c' }, when: 'present' },
        ]);
        expect(result).toEqual({ kind: 'conflict', action: 2 });
        expect(
          await table.batchGet([
            { pk: 'p', sk: 'a' },
            { pk: 'p', sk: 'b' },
          ]),
        ).toEqual([item('p', 'a')]);
      });

      it('lets one of many writers of the same version win', async () => {
        await table.write([put(item('p', 's'))]);
        const results = await Promise.all(
          Array.from({ length: 20 }, (_, n) => table.write([put(item('p', 's', { version: 2, body: { n } }), { version: 1 })])),
        );
        expect(results.filter(({ kind }) => kind === 'written')).toHaveLength(1);
      });

      it('writes nothing for an empty list', async () => {
        expect(await table.write([])).toEqual({ kind: 'written' });
      });
    });

    describe('queries', () => {
      // One text for each length of a UTF-8 character, and one beyond the surrogates, where UTF-16 sorts differently.
      const texts = ['!', 'A', 'a', 'a!', 'aa', 'ab', 'b', 'é', '\u{ffff}', '\u{10000}', '\u{10ffff}', '\u{10ffff}a'];
      beforeEach(async () => {
        await table.write(texts.map((sk) => put(item('p', sk))));
        await table.write([put(item('p2', 'a')), put(item('q', 'a'))]);
      });

      it.each<[string, Omit<Query, 'partition'>, (text: string) => boolean]>([
        ['a whole partition', {}, () => true],
        ['a prefix', { prefix: 'a' }, (text) => text.startsWith('a')],
        ['a prefix that ends in the last character', { prefix: '\u{10ffff}' }, (text) => text.startsWith('\u{10ffff}')],
        ['from, inclusive', { from: 'aa' }, (text) => compareBytes(text, 'aa') >= 0],
        ['to, inclusive', { to: 'aa' }, (text) => compareBytes(text, 'aa') <= 0],
        ['a range', { from: 'a', to: '\u{ffff}' }, (text) => compareBytes(text, 'a') >= 0 && compareBytes(text, '\u{ffff}') <= 0],
        ['a range whose ends are crossed', { from: 'b', to: 'a' }, () => false],
        ['a range of one', { from: 'ab', to: 'ab' }, (text) => text === 'ab'],
      ])('%s, in the order of UTF-8 bytes, both ways, in pages of any size', async (_title, range, holds) => {
        const expected = texts.filter(holds).sort(compareBytes);
        expect(await sortKeys(table, { partition: 'p', ...range })).toEqual(expected);
        expect(await sortKeys(table, { partition: 'p', ...range, descending: true })).toEqual([...expected].reverse());
        for (const limit of [1, 2, 5]) {
          const pages = await pagesOf(table, { partition: 'p', ...range, limit });
          expect(pages.flat().map(({ sk }) => sk)).toEqual(expected);
          expect(Math.max(0, ...pages.map((page) => page.length))).toBeLessThanOrEqual(limit);
          expect(await sortKeys(table, { partition: 'p', ...range, limit, descending: true })).toEqual([...expected].reverse());
        }
      });

      it('gives whole items and nothing of an unknown partition', async () => {
        expect((await table.query({ partition: 'q' })).items).toEqual([item('q', 'a')]);
        expect((await table.query({ partition: 'none' })).items).toEqual([]);
      });

      it('continues after an item that was deleted meanwhile', async () => {
        const page = await table.query({ partition: 'p', limit: 2 });
        await table.write([{ kind: 'delete', key: { pk: 'p', sk: 'A' } }]);
        const rest = await table.query({ partition: 'p', limit: 1, ...(page.next && { after: page.next }) });
        expect(rest.items.map(({ sk }) => sk)).toEqual(['a']);
      });

      it('ends a page at 1 MB', async () => {
        const large = Array.from({ length: 8 }, (_, n) => sized('large', `s${n}`, 300_000));
        for (const one of large) await table.write([put(one)]);
        for (const descending of [false, true]) {
          const pages = await pagesOf(table, { partition: 'large', descending });
          expect(pages.flat()).toHaveLength(8);
          expect(Math.max(...pages.map((page) => page.reduce((sum, one) => sum + itemBytes(one), 0)))).toBeLessThanOrEqual(
            limits.pageBytes + limits.itemBytes,
          );
          expect(pages.filter((page) => page.length > 0).length).toBeGreaterThan(1);
        }
      });
    });

    describe.each(['first', 'second'] as const)('index %s', (index) => {
      it('holds the items that carry its keys, sorted by them; equal keys are all there', async () => {
        const at = (sk: string, indexSk: string): Item => item('p', sk, { [index]: { pk: 'i', sk: indexSk } });
        await table.write([put(at('a', '3')), put(at('b', '1')), put(at('c', '2')), put(item('p', 'd')), put(at('e', '2'))]);
        await table.write([put(item('p', 'f', { [index === 'first' ? 'second' : 'first']: { pk: 'i', sk: '0' } }))]);
        await expect.poll(() => sortKeys(table, { index, partition: 'i' })).toEqual(['1', '2', '2', '3']);
        expect(await sortKeys(table, { index, partition: 'i', descending: true, limit: 1 })).toEqual(['3', '2', '2', '1']);
        expect(await sortKeys(table, { index, partition: 'i', from: '2', to: '2' })).toEqual(['2', '2']);
        expect(
          (await pagesOf(table, { index, partition: 'i', limit: 1 }))
            .flat()
            .map(({ sk }) => sk)
            .sort(),
        ).toEqual(['a', 'b', 'c', 'e']);
      });

      it('drops an item that loses the keys or is deleted', async () => {
        const keyed = (sk: string): Item => item('p', sk, { [index]: { pk: 'i', sk } });
        await table.write([put(keyed('a')), put(keyed('b')), put(keyed('c'))]);
        await table.write([put(item('p', 'a', { version: 2 })), { kind: 'delete', key: { pk: 'p', sk: 'b' } }]);
        await expect.poll(() => sortKeys(table, { index, partition: 'i' })).toEqual(['c']);
      });
    });

    describe('limits', () => {
      it('takes an item of exactly 400 KB and refuses one more byte', async () => {
        expect(await codeOf(table.write([put(sized('p', 's', limits.itemBytes))]))).toBe('none');
        expect(await codeOf(table.write([put(sized('p', 's', limits.itemBytes + 1))]))).toBe('too-large');
      });

      it('counts bytes, not characters', async () => {
        expect(await codeOf(table.write([put(item('p', 's', { body: { text: 'ä'.repeat(210_000) } }))]))).toBe('too-large');
      });

      it('takes 100 actions and refuses 101', async () => {
        const actions = Array.from({ length: 101 }, (_, n) => put(item(`p${n}`, 's')));
        expect(await codeOf(table.write(actions))).toBe('too-large');
        expect(await table.get({ pk: 'p0', sk: 's' })).toBeUndefined();
        expect(await codeOf(table.write(actions.slice(1)))).toBe('none');
      });

      it('refuses a transaction over 4 MB', async () => {
        const actions = Array.from({ length: 11 }, (_, n) => put(sized('p', `s${n}`, 400_000)));
        expect(await codeOf(table.write(actions))).toBe('too-large');
        expect(await codeOf(table.write(actions.slice(1)))).toBe('none');
      });

      it('refuses a batch of 101 keys', async () => {
        expect(await codeOf(table.batchGet(Array.from({ length: 101 }, (_, n) => ({ pk: 'p', sk: `${n}` }))))).toBe('too-large');
      });

      it.each<[string, WriteAction[]]>([
        ['an empty partition key', [put(item('', 's'))]],
        ['an empty sort key', [put(item('p', ''))]],
        ['an empty index key', [put(item('p', 's', { first: { pk: 'f', sk: '' } }))]],
        ['a partition key of 2,049 bytes', [put(item('x'.repeat(2049), 's'))]],
        ['a sort key of 1,025 bytes', [put(item('p', `${'ä'.repeat(512)}x`))]],
        ['NUL in a key', [put(item('p\0', 's'))]],
        ['NUL in an index key', [put(item('p', 's', { second: { pk: 'f', sk: 'a\0b' } }))]],
        ['NUL in a value', [put(item('p', 's', { body: { list: [{ deep: 'a\0b' }] } }))]],
        ['NUL in a name', [put(item('p', 's', { body: { 'a\0b': 1 } }))]],
        ['half a surrogate pair in a key', [put(item('p', '\ud800'))]],
        ['a key twice', [put(item('p', 's')), { kind: 'check', key: { pk: 'p', sk: 's' }, when: 'present' }]],
        ['a version that is no whole number', [put(item('p', 's', { version: 1.5 }))]],
        ['an expiry that is no whole number', [put(item('p', 's', { expiresAt: 1.5 }))]],
      ])('refuses %s', async (_title, actions) => {
        expect(await codeOf(table.write(actions))).toBe('invalid-request');
      });

      it('takes keys at their limits, and a text that only looks like NUL', async () => {
        const longest = item('x'.repeat(2048), 'ä'.repeat(512), { body: { text: '\\u0000' } });
        await table.write([put(longest)]);
        expect(await table.get({ pk: longest.pk, sk: longest.sk })).toEqual(longest);
      });

      it.each<[string, Query]>([
        ['an empty partition', { partition: '' }],
        ['an empty bound', { partition: 'p', from: '' }],
        ['a prefix with a range', { partition: 'p', prefix: 'a', to: 'b' }],
        ['NUL in a bound', { partition: 'p', prefix: 'a\0' }],
        ['a limit of 0', { partition: 'p', limit: 0 }],
      ])('refuses a query with %s', async (_title, query) => {
        expect(await codeOf(table.query(query))).toBe('invalid-request');
      });

      it('refuses to read keys that cannot exist', async () => {
        expect(await codeOf(table.get({ pk: 'p', sk: '' }))).toBe('invalid-request');
        expect(await codeOf(table.batchGet([{ pk: 'p', sk: 'a\0' }]))).toBe('invalid-request');
      });

      it('refuses a cursor of another shape', async () => {
        expect(await codeOf(table.query({ partition: 'p', after: { other: 1 } }))).toBe('invalid-cursor');
      });
    });
  });
};
