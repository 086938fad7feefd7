import { isObject, type Json, type JsonObject } from '../../../model/json.ts';
import { type Budget, spend } from '../scalar/budget.ts';
import { hasWildcard } from '../scalar/wildcard.ts';
import { wildcard } from '../wildcard.ts';
import { anchors, asksFirst, type MemberCheck } from './anchor.table.ts';
import { anchorOf, hasAnchor } from './anchored.ts';
import { below, exhausted, failure, type Mismatch, type Pattern, skippedWhole, withPlaces } from './mismatch.ts';

type Compile = (pattern: Json, within: readonly string[]) => Pattern;

/**
 * A map of a pattern. Anchors are asked first, in the order of their names as written; then global anchors and what has anchors below, from the last name
 * to the first; then the rest. Source: Kyverno, pkg/engine/validate validateMap.
 */
export const compileMap = (pattern: JsonObject, within: readonly string[], compile: Compile): Pattern => {
  const keys = Object.keys(pattern).sort();
  const rankOf = (key: string): Rank => {
    const sign = anchorOf(key)?.sign;
    if (sign !== undefined && asksFirst.includes(sign)) return 'anchor';
    return sign !== undefined || hasAnchor(pattern[key] ?? null) ? 'anchored' : 'plain';
  };
  const checksOf = (rank: Rank): readonly MemberCheck[] =>
    keys.filter((key) => rankOf(key) === rank).map((key) => memberCheck(key, pattern[key] ?? null, within, compile));
  const first = checksOf('anchor');
  const rest = [...checksOf('anchored')].reverse().concat(checksOf('plain'));
  return (value, budget) => {
    if (!isObject(value)) return failure('it is not a map');
    if (!spend(budget, keys.length)) return exhausted;
    return allOf(first, value, budget) ?? firstOf(rest, value, budget);
  };
};

type Rank = 'anchor' | 'anchored' | 'plain';

/**
 * All anchors of a map are asked. Once one of them has said that the pattern is not about this map, none that comes after it fails; where that was said
 * further below, the others count, as long as one of them matches.
 */
const allOf = (checks: readonly MemberCheck[], holder: JsonObject, budget: Budget): Mismatch => {
  let skip: Mismatch = null;
  let isDirect = false;
  let asked = 0;
  for (const check of checks) {
    const mismatch = check(holder, budget);
    if (mismatch === null) asked += 1;
    else if (mismatch.kind === 'skip') {
      skip ??= mismatch;
      isDirect ||= mismatch.isDirect === true;
    } else if (mismatch.kind === 'error' || !isDirect) return mismatch;
  }
  return skip && (isDirect || asked === 0) ? skippedWhole(skip) : null;
};

/** The first that does not match decides; where it fails, what else fails is told with it. */
const firstOf = (checks: readonly MemberCheck[], holder: JsonObject, budget: Budget): Mismatch => {
  let first: Mismatch = null;
  for (const check of checks) {
    const mismatch = check(holder, budget);
    if (first) first = withPlaces(first, mismatch);
    else if (mismatch?.kind === 'fail') first = mismatch;
    else if (mismatch) return mismatch;
  }
  return first;
};

const memberCheck = (written: string, pattern: Json, within: readonly string[], compile: Compile): MemberCheck => {
  const anchor = anchorOf(written);
  const key = anchor?.key ?? written;
  const inner = (each: Json): Pattern => compile(each, [...within.slice(-1), key]);
  const checkOf = (name: string): MemberCheck =>
    anchors[anchor?.sign ?? 'none']?.(name, pattern, inner) ?? plainMember(name, pattern, inner);
  return isTags(within) && hasWildcard(key) ? wildMember(key, checkOf) : checkOf(key);
};

const plainMember = (key: string, pattern: Json, compile: (pattern: Json) => Pattern): MemberCheck => {
  if (pattern === '*') return (holder) => (heldAt(holder, key) === null ? below(key, failure(`there is no ${key}`)) : null);
  const matches = compile(pattern);
  return (holder, budget) => below(key, matches(Object.hasOwn(holder, key) ? holder[key] : undefined, budget));
};

const heldAt = (holder: JsonObject, key: string): Json => (Object.hasOwn(holder, key) ? (holder[key] ?? null) : null);

const isTags = ([above, key]: readonly string[]): boolean => above === 'metadata' && (key === 'labels' || key === 'annotations');

/** The name of a label or annotation with wildcards stands for the first that it fits, or else for one that is not there. */
const wildMember = (key: string, checkOf: (name: string) => MemberCheck): MemberCheck => {
  const wanted = wildcard(key);
  const known = new Map<string, MemberCheck>();
  return (holder, budget) => {
    const name =
      Object.keys(holder)
        .sort()
        .find((each) => wanted.matches(each)) ?? key;
    const check = known.get(name) ?? checkOf(name);
    if (known.size < mostNames) known.set(name, check);
    return check(holder, budget);
  };
};

const mostNames = 100;
