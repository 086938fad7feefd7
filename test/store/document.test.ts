import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSqlite, type SqliteStore } from '../../lib/adapters/sqlite/store.ts';
import { loadDocument, saveDocument } from '../../lib/store/document.ts';
import { codeOf } from '../contract/table.ts';

let store: SqliteStore;
beforeAll(async () => {
  store = await openSqlite(':memory:', { clock: { now: () => 0 } });
});
afterAll(() => store.close());
const base = { pk: 'p', sk: 'document' };
const noise = (bytes: number): string => randomBytes(bytes).toString('latin1');

it('gives back any JSON', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (value) => {
      const plain = JSON.parse(JSON.stringify(value));
      const saved = await saveDocument(store.table, base, plain);
      expect(await loadDocument(store.table, base, JSON.parse(JSON.stringify(saved)))).toEqual(plain);
    }),
    { numRuns: 50 },
  );
});

it.each([
  [0, 'inline'],
  [8_000, 'inline'],
  [40_000, 'chunks'],
  [3_000_000, 'chunks'],
])('keeps %d bytes that do not compress as %s', async (bytes, kind) => {
  const value = { text: noise(bytes), nul: 'a\0b', half: '\ud800' };
  const saved = await saveDocument(store.table, base, value);
  expect(saved.kind).toBe(kind);
  expect(await loadDocument(store.table, base, saved)).toEqual(value);
});

it('reads more chunks than one batch takes', async () => {
  const value = { text: noise(25_000_000) };
  const saved = await saveDocument(store.table, base, value);
  expect(saved).toMatchObject({ kind: 'chunks' });
  expect(saved.kind === 'chunks' && saved.count).toBeGreaterThan(100);
  expect(await loadDocument(store.table, base, saved)).toEqual(value);
});

it('keeps what an older pointer stands for when the same place is written anew', async () => {
  const [older, newer] = [{ text: noise(900_000) }, { text: noise(900_000) }];
  const saved = await saveDocument(store.table, base, older);
  await saveDocument(store.table, base, newer);
  expect(await loadDocument(store.table, base, saved)).toEqual(older);
});

it('says so when a chunk is gone', async () => {
  const saved = await saveDocument(store.table, base, { text: noise(900_000) });
  const { items } = await store.table.query({ partition: 'p', prefix: `document#${saved.kind === 'chunks' ? saved.content : ''}` });
  const last = items.at(-1);
  expect(last).toBeDefined();
  if (last) await store.table.write([{ kind: 'delete', key: { pk: last.pk, sk: last.sk } }]);
  expect(await codeOf(loadDocument(store.table, base, saved))).toBe('internal');
});
