import type { Affected, Range, RangeEvent } from './advisory.ts';
import type { CompareVersions } from './version/order.ts';

/** `unknown`: some version does not parse in this scheme, so nobody may say "not affected". `fixedIn` is the nearest fix above the version. */
export type RangeAnswer =
  | { readonly kind: 'affected'; readonly range: string; readonly fixedIn: string | null }
  | { readonly kind: 'not-affected' }
  | { readonly kind: 'unknown' };

type AffectedVersions = Pick<Affected, 'ranges' | 'versions'>;

/** Whether a version lies in what a record says is affected. Source: OSV schema, evaluation algorithm; an enumerated version counts whatever the ranges say. */
export const isAffected = (version: string, affected: AffectedVersions, compare: CompareVersions): RangeAnswer => {
  const ranges = affected.ranges.map((range) => inRange(version, range, compare));
  const hit = ranges.find((answer) => answer.kind === 'affected');
  if (hit !== undefined) return hit;
  if (isEnumerated(version, affected, compare))
    return { kind: 'affected', range: `= ${version}`, fixedIn: nextFix(version, affected.ranges, compare) };
  return ranges.some((answer) => answer.kind === 'unknown') ? { kind: 'unknown' } : { kind: 'not-affected' };
};

const isEnumerated = (version: string, affected: AffectedVersions, compare: CompareVersions): boolean =>
  affected.versions.includes(version) || (affected.ranges.length === 0 && affected.versions.some((each) => compare(version, each) === 0));

const inRange = (version: string, range: Range, compare: CompareVersions): RangeAnswer => {
  const events = sorted(range.events, compare);
  if (events === null) return { kind: 'unknown' };
  let since: string | null = null;
  for (const event of events) {
    const order = event.version === '0' && event.kind === 'introduced' ? 1 : compare(version, event.version);
    if (order === null) return { kind: 'unknown' };
    if (event.kind === 'introduced') since = order >= 0 ? event.version : since;
    else if (event.kind === 'last-affected') since = order > 0 ? null : since;
    else since = order >= 0 ? null : since;
    const isPast = order < 0 || (order === 0 && event.kind === 'last-affected');
    if (isPast) break;
  }
  return since === null
    ? { kind: 'not-affected' }
    : { kind: 'affected', range: rangeText(since, version, events, compare), fixedIn: nextFix(version, [range], compare) };
};

/** Records do not promise an order of events; null when two of them cannot be compared. */
const sorted = (events: readonly RangeEvent[], compare: CompareVersions): readonly RangeEvent[] | null => {
  let isComparable = true;
  const order = (a: RangeEvent, b: RangeEvent): number => {
    if (a.version === b.version) return rank(a) - rank(b);
    if (a.kind === 'introduced' && a.version === '0') return -1;
    if (b.kind === 'introduced' && b.version === '0') return 1;
    const result = compare(a.version, b.version);
    if (result === null) isComparable = false;
    return result === 0 || result === null ? rank(a) - rank(b) : result;
  };
  const list = events.length < 2 ? events : [...events].sort(order);
  return isComparable ? list : null;
};

/** At one version: a fix ends what was before, then something new begins, and a last affected version still has it. */
const rank = (event: RangeEvent): number => ({ fixed: 0, limit: 0, introduced: 1, 'last-affected': 2 })[event.kind];

const rangeText = (since: string, version: string, events: readonly RangeEvent[], compare: CompareVersions): string => {
  const end = events.find((event) => event.kind !== 'introduced' && (compare(version, event.version) ?? 1) <= 0);
  const from = since === '0' ? '' : `>= ${since}`;
  const to = end === undefined ? '' : `${end.kind === 'last-affected' ? '<=' : '<'} ${end.version}`;
  return [from, to].filter(Boolean).join(', ') || 'all versions';
};

/** The lowest fixed version above this one. */
const nextFix = (version: string, ranges: readonly Range[], compare: CompareVersions): string | null => {
  let best: string | null = null;
  for (const { events } of ranges)
    for (const event of events) {
      if (event.kind !== 'fixed' || (compare(event.version, version) ?? -1) <= 0) continue;
      if (best === null || (compare(event.version, best) ?? 1) < 0) best = event.version;
    }
  return best;
};
