import { isObject, type Json, type JsonObject, listAt, memberOf, objectAt, stringAt } from '../model/json.ts';
import type { Advisory, Affected, GoImport, Range, RangeEvent, Score } from './advisory.ts';

/** More aliases than a real record has; a ring of them would only cost time. */
const mostAliases = 1_000;

/** Why a record was not taken. */
export type Refused = {
  readonly kind: 'refused';
  readonly reason: 'not-an-object' | 'no-id' | 'no-affected' | 'unknown-schema' | 'not-security';
};

/** Reads one OSV record; unknown members are ignored, a missing one leaves its part empty. Never throws for any JSON. */
export const readRecord = (record: Json): { readonly kind: 'advisory'; readonly advisory: Advisory } | Refused => {
  if (!isObject(record)) return { kind: 'refused', reason: 'not-an-object' };
  const id = stringAt(record, 'id');
  if (id === undefined || id === '') return { kind: 'refused', reason: 'no-id' };
  const schema = stringAt(record, 'schema_version');
  if (schema !== undefined && !/^[01]\./.test(schema)) return { kind: 'refused', reason: 'unknown-schema' };
  const recordScores = scoresOf(record);
  const recordWord = wordOf(record);
  const module = moduleOf(record);
  // AlmaLinux and Rocky publish bug fixes and enhancements as records too; without a CVE they are no vulnerability.
  if (/^(ALBA|ALEA|RLBA|RLEA|RHBA|RHEA)-/.test(id) && restated(id, record).length === 0) return { kind: 'refused', reason: 'not-security' };
  const affected = listAt(record, 'affected').flatMap((entry) => readAffected(entry, { scores: recordScores, word: recordWord, module }));
  if (affected.length === 0) return { kind: 'refused', reason: 'no-affected' };
  return {
    kind: 'advisory',
    advisory: {
      id,
      aliases: texts(record, 'aliases').slice(0, mostAliases),
      upstream: restated(id, record),
      summary: stringAt(record, 'summary') ?? firstLine(stringAt(record, 'details') ?? ''),
      published: stringAt(record, 'published') ?? null,
      modified: stringAt(record, 'modified') ?? null,
      withdrawn: stringAt(record, 'withdrawn') ?? null,
      affected,
      ignoredRanges: countGitRanges(record),
    },
  };
};

type OfRecord = { readonly scores: readonly Score[]; readonly word: string | null; readonly module: string | undefined };

const readAffected = (entry: Json, { scores, word, module }: OfRecord): Affected[] => {
  const named = objectAt(entry, 'package');
  const ecosystem = stringAt(named, 'ecosystem');
  const name = stringAt(named, 'name');
  if (!isObject(entry) || !ecosystem || !name) return [];
  const own = scoresOf(entry);
  return [
    {
      ecosystem,
      name,
      ranges: listAt(entry, 'ranges').flatMap(readRange),
      versions: texts(entry, 'versions'),
      scores: own.length > 0 ? own : scores,
      word: wordOf(entry) ?? word,
      fixState:
        stringAt(objectAt(entry, 'ecosystem_specific'), 'fix_state') ?? stringAt(objectAt(entry, 'database_specific'), 'fix_state') ?? null,
      imports: listAt(objectAt(entry, 'ecosystem_specific'), 'imports').flatMap(readImport),
      ...(module !== undefined && { module }),
    },
  ];
};

/** Bulletins name a module's stream in their first line and nowhere else: `nodejs:16 security update`, `Moderate: nodejs:16 …`. */
const moduleOf = (record: JsonObject): string | undefined =>
  /^(AL[SBE]A|RL[SBE]A|RH[SBE]A)-/.test(stringAt(record, 'id') ?? '')
    ? /(?:^|\s)([\w.+-]+:[\w.+-]+)\s(?=[a-z])/.exec((stringAt(record, 'summary') ?? '').slice(0, 300))?.[1]
    : undefined;

const readImport = (each: Json): GoImport[] => {
  const path = stringAt(each, 'path');
  // A blank in a path is nobody's import path; without any the whole module is meant.
  return path === undefined || /\s/.test(path) ? [] : [{ path, systems: texts(each, 'goos'), architectures: texts(each, 'goarch') }];
};

const readRange = (range: Json): Range[] => {
  const type = stringAt(range, 'type');
  if (type !== 'SEMVER' && type !== 'ECOSYSTEM') return [];
  const events = listAt(range, 'events').flatMap(readEvents);
  return events.length === 0 ? [] : [{ kind: type === 'SEMVER' ? 'semver' : 'ecosystem', events }];
};

const eventKinds = { introduced: 'introduced', fixed: 'fixed', last_affected: 'last-affected', limit: 'limit' } as const;

/** An event has one member; one with several, as some sources write it, stands for several events. */
const readEvents = (event: Json): RangeEvent[] =>
  Object.entries(eventKinds).flatMap(([member, kind]) => {
    const version = stringAt(event, member);
    // The schema's word for "no limit".
    return version === undefined || (kind === 'limit' && version === '*') ? [] : [{ kind, version }];
  });

const scoresOf = (holder: JsonObject): Score[] =>
  listAt(holder, 'severity').flatMap((each) => {
    const type = stringAt(each, 'type');
    const vector = stringAt(each, 'score');
    return vector !== undefined && (type === 'CVSS_V2' || type === 'CVSS_V3' || type === 'CVSS_V4') ? [{ type, vector }] : [];
  });

/** Sources rate in words at different places: GHSA and Bitnami in database_specific, Debian and Ubuntu in ecosystem_specific or as a severity of their own type. */
const wordOf = (holder: JsonObject): string | null => {
  const database = objectAt(holder, 'database_specific');
  const ecosystem = objectAt(holder, 'ecosystem_specific');
  const typed = listAt(holder, 'severity').find((each) => stringAt(each, 'type') === 'Ubuntu');
  return (
    stringAt(database, 'severity') ?? stringAt(ecosystem, 'severity') ?? stringAt(ecosystem, 'urgency') ?? stringAt(typed, 'score') ?? null
  );
};

/** Bulletins of a distribution name the CVEs that they mend in `upstream`, older ones in `related`. */
const restated = (id: string, record: JsonObject): string[] => {
  const upstream = texts(record, 'upstream');
  const cves = upstream.length > 0 || !bulletin.test(id) ? upstream : texts(record, 'related').filter((each) => each.startsWith('CVE-'));
  return cves.slice(0, mostAliases);
};

const bulletin = /^(AL[SBE]A|RLSA|RLEA|RLBA|RH[SBE]A|ELSA|SUSE-|openSUSE-|MGASA-|USN-|DSA-|DLA-|AZL-|ALAS)/;

const countGitRanges = (record: JsonObject): number =>
  listAt(record, 'affected').reduce<number>(
    (sum, entry) => sum + listAt(entry, 'ranges').filter((range) => stringAt(range, 'type') === 'GIT').length,
    0,
  );

const texts = (holder: Json, key: string): string[] => {
  const list = memberOf(holder, key);
  return Array.isArray(list) ? list.filter((each) => typeof each === 'string') : [];
};

const longestSummary = 300;

/** Cut between words, and seen to be cut. */
const firstLine = (text: string): string => {
  const line = text.split('\n', 1)[0] ?? '';
  return line.length <= longestSummary ? line : `${line.slice(0, longestSummary - 1).replace(/\s+\S*$/, '')}…`;
};
