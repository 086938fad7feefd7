import type { Json } from '../../model/json.ts';
import type { AdvisoryIssues } from '../../ports/advisories.ts';
import type { Driver } from '../sqlite/driver.ts';

/** A kernel issue names hundreds of packages; nobody reads more. */
const mostPackages = 1_000;

export const issueLookup = (db: Driver): AdvisoryIssues['issue'] => {
  const canonicalOf = db.prepare(`
    SELECT id FROM issue WHERE id = ?1 UNION SELECT id FROM alias WHERE alias = ?1
    UNION SELECT i.id FROM record r JOIN issue i ON i.record = r.n WHERE r.id = ?1 ORDER BY 1 LIMIT 1`);
  const aliases = db.prepare('SELECT alias FROM alias WHERE id = ? ORDER BY alias');
  const overlay = db.prepare('SELECT kev, epss FROM overlay WHERE id = ?');
  const records = db.prepare(`
    SELECT r.id, r.summary, r.published, r.modified, r.cvss FROM issue i JOIN record r ON r.n = i.record WHERE i.id = ? ORDER BY r.id`);
  const packages = db.prepare(`
    SELECT e.name AS ecosystem, a.name, a.data FROM issue i JOIN affected a ON a.record = i.record JOIN ecosystem e ON e.n = a.ecosystem
    WHERE i.id = ? ORDER BY 1, 2, a.record LIMIT ${mostPackages}`);
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);
  return (asked) => {
    const found = canonicalOf.get(asked)?.['id'];
    if (typeof found !== 'string') return undefined;
    const known = records.all(found).map((row) => ({
      id: String(row['id']),
      summary: String(row['summary']),
      published: text(row['published']),
      modified: text(row['modified']),
      cvss: number(row['cvss']),
    }));
    const rated = overlay.get(found);
    const names = new Set([...aliases.all(found).map(({ alias }) => String(alias)), ...known.map(({ id }) => id)]);
    return {
      id: found,
      aliases: [...names].filter((id) => id !== found).sort(),
      kev: rated?.['kev'] === 1,
      epss: number(rated?.['epss']),
      records: known,
      packages: packages.all(found).map((row) => {
        const affected: Json = JSON.parse(String(row['data']));
        return { ecosystem: String(row['ecosystem']), name: String(row['name']), affected };
      }),
    };
  };
};
