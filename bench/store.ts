import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDriver } from '../lib/adapters/sqlite/driver.ts';
import { openSqlite } from '../lib/adapters/sqlite/store.ts';
import type { Item } from '../lib/ports/table.ts';
import type { Figure } from './evaluate.ts';

const items = 5_000;
const body = { text: 'x'.repeat(800), numbers: [1, 2, 3], nested: { name: 'value' } };
const itemOf = (n: number): Item => ({ pk: `p${n % 50}`, sk: String(n).padStart(6, '0'), version: 1, body });

const perSecond = async (count: number, work: () => Promise<void> | void): Promise<number> => {
  const begun = performance.now();
  await work();
  return Math.round((count * 1000) / (performance.now() - begun));
};

/** The table and the queue in a file, against the same SQLite called with plain statements: what the port and its limits cost. */
export const storeFigures = async (): Promise<readonly Figure[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'));
  const store = await openSqlite(join(folder, 'plimsoll.db'), { clock: { now: () => Date.now() } });
  const plain = await openDriver(join(folder, 'plain.db'), { timeout: 1_000 });
  try {
    plain.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE t (pk TEXT, sk TEXT, body TEXT, PRIMARY KEY (pk, sk))',
    );
    const all = Array.from({ length: items }, (_, n) => itemOf(n));
    const insert = plain.prepare('INSERT INTO t VALUES (?, ?, ?)');
    const select = plain.prepare('SELECT body FROM t WHERE pk = ? AND sk = ?');
    const range = plain.prepare('SELECT body FROM t WHERE pk = ? ORDER BY sk LIMIT 100');
    const figure = (name: string, value: number, against: number): Figure => ({
      name,
      value,
      unit: '1/s',
      against: `plain SQLite ${against}`,
      ratio: Math.round((value / against) * 100) / 100,
    });
    const puts = await perSecond(items, async () => {
      for (const item of all) await store.table.write([{ kind: 'put', item, when: 'absent' }]);
    });
    const plainPuts = await perSecond(items, () => {
      for (const item of all) insert.run(item.pk, item.sk, JSON.stringify(item.body));
    });
    const gets = await perSecond(items, async () => {
      for (const { pk, sk } of all) await store.table.get({ pk, sk });
    });
    const plainGets = await perSecond(items, () => {
      for (const { pk, sk } of all) JSON.parse(String(select.get(pk, sk)?.['body']));
    });
    const queries = await perSecond(500, async () => {
      for (let n = 0; n < 500; n += 1) await store.table.query({ partition: `p${n % 50}`, limit: 100 });
    });
    const plainQueries = await perSecond(500, () => {
      for (let n = 0; n < 500; n += 1) for (const row of range.all(`p${n % 50}`)) JSON.parse(String(row['body']));
    });
    const jobs = await perSecond(2_000, async () => {
      for (let n = 0; n < 2_000; n += 1) await store.queue.send({ kind: 'scan', tenant: `tenant${n % 20}`, scanId: `${n}` });
      for (let taken = 0; taken < 2_000; ) {
        for (const { receipt } of await store.queue.receive({ max: 10, leaseSeconds: 60 })) {
          await store.queue.done(receipt);
          taken += 1;
        }
      }
    });
    return [
      figure('store-put', puts, plainPuts),
      figure('store-get', gets, plainGets),
      figure('store-query-100', queries, plainQueries),
      { name: 'store-job', value: jobs, unit: '1/s', against: `a put of the table ${puts}`, ratio: Math.round((jobs / puts) * 100) / 100 },
    ];
  } finally {
    plain.close();
    store.close();
    rmSync(folder, { recursive: true });
  }
};
