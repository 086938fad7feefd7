import { expect, it } from 'vitest';
import { hashPackages, schema } from '../../../lib/adapters/advisories/schema.ts';
import { openDriver } from '../../../lib/adapters/sqlite/driver.ts';

it('hashes a package of more records than a sum of their hashes has room for', async () => {
  const db = await openDriver(':memory:', { timeout: 1_000 });
  const records = 70_000;
  const rows = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${records})`;
  db.exec(schema);
  db.exec('DROP TABLE IF EXISTS affected; CREATE TABLE affected (ecosystem INTEGER, name TEXT, record INTEGER)');
  db.exec(`${rows} INSERT INTO affected SELECT 1, 'x', i FROM n`);
  db.exec(`${rows} INSERT INTO record_hash SELECT i, ${2 ** 48 - 1} FROM n`);
  db.exec(hashPackages);
  expect(db.prepare('SELECT hash FROM package').get()).toEqual({ hash: 2 ** 48 - records });
  db.close();
});
