import { isObject, type Json, type JsonObject, listAt, stringAt } from '../model/json.ts';
import type { Affected, GoImport, Range, RangeEvent } from './advisory.ts';

/** An `Affected` without what its place in the database says already, and without vectors, whose score stands in the record. */
export type StoredAffected = Omit<Affected, 'ecosystem' | 'name' | 'scores'>;

const kinds: ReadonlyMap<string, RangeEvent['kind']> = new Map([
  ['>=', 'introduced'],
  ['<', 'fixed'],
  ['<=', 'last-affected'],
  ['!', 'limit'],
]);
const marks: ReadonlyMap<RangeEvent['kind'], string> = new Map([...kinds].map(([mark, kind]) => [kind, mark]));

/** The part of a record that a lookup needs, as the database keeps it: `r` holds ranges as lists of mark and version by turns. */
export const storeAffected = (affected: StoredAffected): Json => ({
  r: affected.ranges.map((range) => [range.kind, ...range.events.flatMap((event) => [marks.get(event.kind) ?? '', event.version])]),
  ...(affected.versions.length > 0 ? { v: affected.versions } : {}),
  ...(affected.word === null ? {} : { w: affected.word }),
  ...(affected.fixState === null ? {} : { s: affected.fixState }),
  ...(affected.imports.length > 0 ? { i: affected.imports.map(storeImport) } : {}),
  ...(affected.module === undefined ? {} : { m: affected.module }),
});

/** Read once: what a database keeps at hand is matched against image after image. */
export const storedAffected = (stored: Json): StoredAffected => {
  if (!isObject(stored)) return read(stored);
  const before = known.get(stored);
  if (before !== undefined) return before;
  const affected = read(stored);
  known.set(stored, affected);
  return affected;
};

const known = new WeakMap<JsonObject, StoredAffected>();

const read = (stored: Json): StoredAffected => ({
  ranges: listAt(stored, 'r').flatMap(storedRange),
  versions: listAt(stored, 'v').filter((each) => typeof each === 'string'),
  word: stringAt(stored, 'w') ?? null,
  fixState: stringAt(stored, 's') ?? null,
  imports: listAt(stored, 'i').flatMap(storedImport),
  ...moduleIn(stored),
});

/** A path, the systems behind it, and architectures with a slash: none has a blank in it. */
const storeImport = ({ path, systems, architectures }: GoImport): string =>
  [path, ...systems, ...architectures.map((each) => `/${each}`)].join(' ');

const storedImport = (stored: Json): GoImport[] => {
  if (typeof stored !== 'string') return [];
  const [path = '', ...rest] = stored.split(' ');
  const architectures = rest.flatMap((each) => (each.startsWith('/') ? [each.slice(1)] : []));
  return [{ path, systems: rest.filter((each) => !each.startsWith('/')), architectures }];
};

const moduleIn = (stored: Json): { readonly module?: string } => {
  const module = stringAt(stored, 'm');
  return module === undefined ? {} : { module };
};

const storedRange = (range: Json): Range[] => {
  if (!Array.isArray(range)) return [];
  const [kind, ...rest] = range;
  const events: RangeEvent[] = [];
  for (let i = 0; i + 1 < rest.length; i += 2) {
    const mark = kinds.get(String(rest[i]));
    if (mark !== undefined) events.push({ kind: mark, version: String(rest[i + 1]) });
  }
  return [{ kind: kind === 'semver' ? 'semver' : 'ecosystem', events }];
};
