import { isObject, type Json, type JsonObject } from '../../../model/json.ts';
import { type Budget, spend } from '../scalar/budget.ts';
import { hasWildcard } from '../scalar/wildcard.ts';
import { wildcard } from '../wildcard.ts';
import { anchors, gates, type MemberCheck } from './anchor.table.ts';
import { anchorOf, hasAnchor } from './anchored.ts';
import { below, exhausted, failure, type Mismatch, type Pattern } from './mismatch.ts';

type Compile = (pattern: Json, within: readonly string[]) => Pattern;

/**
 * A map of a pattern. What says whether the pattern is about the map is asked first, then the other anchors, then what has anchors below, then the
 * rest, each by name.
 */
export const compileMap = (pattern: JsonObject, within: readonly string[], compile: Compile): Pattern => {
  const keys = Object.keys(pattern).sort();
  const rankOf = (key: string): number => {
    const anchor = anchorOf(key);
    if (anchor) return gates.includes(anchor.sign) ? 0 : 1;
    return hasAnchor(pattern[key] ?? null) ? 2 : 3;
  };
  const ranked = [0, 1, 2, 3].map((rank) =>
    keys.filter((key) => rankOf(key) === rank).map((key) => memberCheck(key, pattern[key] ?? null, within, compile)),
  );
  const [first = [], ...others] = ranked;
  const rest = others.flat();
  return (value, budget) => {
    if (!isObject(value)) return failure('it is not a map');
    if (!spend(budget, keys.length)) return exhausted;
    for (const check of first) {
      const mismatch = check(value, budget);
      if (mismatch) return mismatch;
    }
    return restOf(rest, value, budget);
  };
};

/** A member that the pattern is not about does not keep the others from failing it; where it is about none of them, it is not about the map. */
const restOf = (checks: readonly MemberCheck[], holder: JsonObject, budget: Budget): Mismatch => {
  let skip: Mismatch = null;
  let asked = 0;
  for (const check of checks) {
    const mismatch = check(holder, budget);
    if (mismatch && (mismatch.kind !== 'skip' || mismatch.isGlobal)) return mismatch;
    if (mismatch === null) asked += 1;
    skip ??= mismatch;
  }
  return asked === 0 ? skip : null;
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
