import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Advisory } from '../../advisory/advisory.ts';
import { openDriver } from '../sqlite/driver.ts';
import { hashOf } from './hash.ts';
import { readPointer } from './pointer.ts';
import { metaOf } from './readable.ts';

/** Since when a record's fixes are known, RFC 3339, and which they are. */
export type Fixes = { readonly fixed: string | null; readonly fixes: number | null };

/** What the build before this one knew of a record's fixes. */
export type FixesBefore = (id: string) => Fixes | undefined;

/**
 * Records do not date their fixes. A bulletin is published with its fix; elsewhere the fix is known at the last modification at the latest, and
 * earlier where the build before had the same fixes already. So the date is never too early: who counts days of grace gives too many, not too few.
 */
export const fixesOf = ({ id, affected, upstream, published, modified }: Advisory, before: FixesBefore): Fixes => {
  const versions = affected.flatMap(({ ranges }) =>
    ranges.flatMap(({ events }) => events.flatMap(({ kind, version }) => (kind === 'fixed' ? [version] : []))),
  );
  if (versions.length === 0) return { fixed: null, fixes: null };
  const fixes = hashOf([...new Set(versions)].sort().join('\n'));
  const known = before(id);
  const now = upstream.length > 0 ? published : (modified ?? published);
  const isKnown = known?.fixes === fixes && known.fixed !== null && (now === null || known.fixed < now);
  return { fixed: isKnown ? known.fixed : now, fixes };
};

/** Of the build in use in a folder; a build that cannot be read knows nothing. `close` gives the file back. */
export const fixesBeforeIn = async (folder: string): Promise<{ readonly of: FixesBefore; close(): void }> => {
  const pointer = readPointer(folder);
  const nothing = { of: () => undefined, close: () => undefined };
  if (typeof pointer === 'string' || !existsSync(join(folder, pointer.file))) return nothing;
  const db = await openDriver(join(folder, pointer.file), { timeout: 1_000, readOnly: true });
  try {
    metaOf(db, pointer.file);
    const find = db.prepare('SELECT fixed, fixes FROM record WHERE id = ?');
    return {
      of: (id) => {
        const row = find.get(id);
        return (
          row && {
            fixed: typeof row['fixed'] === 'string' ? row['fixed'] : null,
            fixes: row['fixes'] === null ? null : Number(row['fixes']),
          }
        );
      },
      close: () => db.close(),
    };
  } catch {
    db.close();
    return nothing;
  }
};
