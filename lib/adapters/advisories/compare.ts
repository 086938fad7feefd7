import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Digest } from '../../model/digest.ts';
import { AppError } from '../../model/error.ts';
import type { ChangedPackage } from '../../ports/advisories.ts';
import { openDriver } from '../sqlite/driver.ts';
import { changedPackages } from './changed.ts';
import { fileOf } from './pointer.ts';
import { requireSchema } from './readable.ts';

/** What a newer build says otherwise. Ids of records; `exploited` are issues newly known to be. */
export type BuildDifference = {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly modified: readonly string[];
  readonly exploited: readonly string[];
  readonly packages: readonly ChangedPackage[];
};

const queries = {
  added: 'SELECT id FROM main.record EXCEPT SELECT id FROM before.record ORDER BY id',
  removed: 'SELECT id FROM before.record EXCEPT SELECT id FROM main.record ORDER BY id',
  modified: 'SELECT n.id AS id FROM main.record n JOIN before.record o ON o.id = n.id WHERE n.modified IS NOT o.modified ORDER BY 1',
  exploited: 'SELECT id FROM main.overlay WHERE kev = 1 EXCEPT SELECT id FROM before.overlay WHERE kev = 1 ORDER BY id',
} as const;

/** Two builds of one folder. Throws AppError `not-found` for one that is not there any more, `unavailable` for one of another schema. */
export const compareBuilds = async (folder: string, before: Digest, after: Digest): Promise<BuildDifference> => {
  for (const digest of [before, after]) {
    const path = join(folder, fileOf(digest));
    if (!existsSync(path)) throw new AppError('not-found', `${fileOf(digest)} is not in ${folder}`);
    await requireSchema(path, fileOf(digest));
  }
  const db = await openDriver(join(folder, fileOf(after)), { timeout: 1_000, readOnly: true });
  try {
    db.exec(`ATTACH '${join(folder, fileOf(before)).replaceAll("'", "''")}' AS before`);
    const ids = (query: string): readonly string[] =>
      db
        .prepare(query)
        .all()
        .map(({ id }) => String(id));
    return {
      added: ids(queries.added),
      removed: ids(queries.removed),
      modified: ids(queries.modified),
      exploited: ids(queries.exploited),
      packages: await changedPackages(folder, before, after),
    };
  } finally {
    db.close();
  }
};
