import { compareText } from '../../advisory/version/order.ts';
import { isList, type Json } from '../../model/json.ts';
import type { Advisories, AdvisoryRow } from '../../ports/advisories.ts';
import type { Driver } from '../sqlite/driver.ts';

/** Images have most of their packages in common: what was looked up is kept, up to this many rows. */
const mostRows = 30_000;

/** One answer of SQLite for a package, as one text: fetching rows and their aliases one by one takes five times as long. */
const rowsOfPackage = `
  SELECT json_group_array(json_array(a.record, a.part, i.id, json(a.data), r.id, r.summary, r.published, r.fixed, r.cvss, o.kev, o.epss,
      (SELECT group_concat(alias, char(10)) FROM alias WHERE alias.id = i.id))) AS rows
    FROM affected a JOIN record r ON r.n = a.record JOIN issue i ON i.record = r.n LEFT JOIN overlay o ON o.id = i.id
    WHERE a.ecosystem = ? AND a.name = ?`;

export const lookups = (db: Driver, ecosystems: ReadonlyMap<string, number>): Advisories['lookup'] => {
  const find = db.prepare(rowsOfPackage);
  const known = new Map<string, readonly AdvisoryRow[]>();
  let rows = 0;
  return (ecosystem, name) => {
    const number = ecosystems.get(ecosystem);
    if (number === undefined) return [];
    const key = `${number} ${name}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = parse(find.get(number, name)?.['rows']);
    rows += found.length + 1;
    if (rows > mostRows) {
      known.clear();
      rows = found.length + 1;
    }
    known.set(key, found);
    return found;
  };
};

type Ordered = { readonly record: number; readonly part: number; readonly row: AdvisoryRow };

const parse = (text: unknown): readonly AdvisoryRow[] => {
  const rows: Json = JSON.parse(String(text));
  const listed = isList(rows) ? rows.map(toRow) : [];
  // An aggregate promises no order, and the first of several records about one issue counts.
  return listed
    .sort((a, b) => a.record - b.record || a.part - b.part || compareText(a.row.canonicalId, b.row.canonicalId))
    .map(({ row }) => row);
};

const toRow = (columns: Json): Ordered => {
  const [record, part, canonical, affected, own, summary, published, fixed, cvss, kev, epss, aliases] = isList(columns) ? columns : [];
  const id = String(own);
  const canonicalId = String(canonical);
  return {
    record: Number(record),
    part: Number(part),
    row: {
      id,
      canonicalId,
      aliases: aliasesOf(id, canonicalId, aliases),
      summary: textOf(summary) ?? '',
      published: textOf(published),
      affected: affected ?? null,
      fixKnownSince: textOf(fixed),
      cvss: numberOf(cvss),
      epss: numberOf(epss),
      kev: kev === 1,
    },
  };
};

/** Most records are their own issue and have no other name. */
const none: readonly string[] = [];

const aliasesOf = (id: string, canonicalId: string, listed: Json | undefined): readonly string[] => {
  if (typeof listed !== 'string') return id === canonicalId ? none : [id];
  const names = listed.split('\n').sort(compareText);
  return id === canonicalId ? names : [id, ...names.filter((name) => name !== id)];
};

const textOf = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null);
const numberOf = (value: Json | undefined): number | null => (typeof value === 'number' ? value : null);
