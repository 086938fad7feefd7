import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Digest } from '../../model/digest.ts';
import type { ChangedPackage } from '../../ports/advisories.ts';
import { openDriver, type Row } from '../sqlite/driver.ts';
import { fileOf } from './pointer.ts';
import { schemaVersion } from './schema.ts';

const all = 'SELECT e.name AS ecosystem, p.name FROM package p JOIN ecosystem e ON e.n = p.ecosystem';
const changed = `
  WITH new AS (SELECT e.name AS ecosystem, p.name, p.hash FROM main.package p JOIN main.ecosystem e ON e.n = p.ecosystem),
    old AS (SELECT e.name AS ecosystem, p.name, p.hash FROM before.package p JOIN before.ecosystem e ON e.n = p.ecosystem)
  SELECT DISTINCT ecosystem, name FROM (SELECT * FROM new EXCEPT SELECT * FROM old UNION ALL SELECT * FROM (SELECT * FROM old EXCEPT SELECT * FROM new))`;

/** The packages about which two builds do not say the same. All of the newer one's when the older one is not there any more. */
export const changedPackages = async (folder: string, before: Digest | null, after: Digest): Promise<readonly ChangedPackage[]> => {
  const db = await openDriver(join(folder, fileOf(after)), { timeout: 1_000, readOnly: true });
  const place = before && join(folder, fileOf(before));
  try {
    if (place === null || !existsSync(place)) return db.prepare(all).all().map(packageOf);
    db.exec(`ATTACH '${place.replaceAll("'", "''")}' AS before`);
    const isSame = db.prepare("SELECT value FROM before.meta WHERE key = 'schema'").get()?.['value'] === String(schemaVersion);
    return db
      .prepare(isSame ? changed : all)
      .all()
      .map(packageOf);
  } finally {
    db.close();
  }
};

const packageOf = (row: Row): ChangedPackage => ({ ecosystem: String(row['ecosystem']), name: String(row['name']) });
