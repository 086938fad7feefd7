import { AppError } from '../../model/error.ts';
import { type Driver, openDriver } from '../sqlite/driver.ts';
import { schemaVersion } from './schema.ts';

/** What the file says of itself. Throws AppError `unavailable` for another schema than this version reads. */
export const metaOf = (db: Driver, file: string): ReadonlyMap<string, string> => {
  const meta = new Map(
    db
      .prepare('SELECT key, value FROM meta')
      .all()
      .map(({ key, value }) => [String(key), String(value)]),
  );
  if (meta.get('schema') === String(schemaVersion)) return meta;
  throw new AppError('unavailable', `${file} has schema ${meta.get('schema')}, this version reads ${schemaVersion}`);
};

/** Before a file of elsewhere is put in use. */
export const requireSchema = async (path: string, file: string): Promise<void> => {
  const db = await openDriver(path, { timeout: 1_000, readOnly: true });
  try {
    metaOf(db, file);
  } finally {
    db.close();
  }
};
