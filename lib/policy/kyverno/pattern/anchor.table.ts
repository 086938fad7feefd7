import { isList, isObject, type Json, type JsonObject } from '../../../model/json.ts';
import type { Budget } from '../scalar/budget.ts';
import { below, failure, type Mismatch, type Pattern, skipped } from './mismatch.ts';

/** What a key of a pattern asks of the map that holds it. `compile` makes patterns of what an anchor holds. */
export type MemberCheck = (holder: JsonObject, budget: Budget) => Mismatch;
type Anchor = (key: string, pattern: Json, compile: (pattern: Json) => Pattern) => MemberCheck;

const has = (holder: JsonObject, key: string): boolean => Object.hasOwn(holder, key);

/** Whatever is wrong below makes the pattern say nothing of this map. */
const asSkip = (mismatch: Mismatch): Mismatch => (mismatch?.kind === 'fail' ? { ...mismatch, kind: 'skip' } : mismatch);
const asGlobalSkip = (mismatch: Mismatch): Mismatch =>
  mismatch && mismatch.kind !== 'error' ? { ...mismatch, kind: 'skip', isGlobal: true } : mismatch;

/** `(key)`: the rest is asked only where this is there and matches. */
const condition: Anchor = (key, pattern, compile) => {
  const matches = compile(pattern);
  return (holder, budget) =>
    has(holder, key)
      ? below(key, asSkip(matches(holder[key], budget)))
      : below(key, skipped(`there is no ${key}, on which the pattern depends`));
};

/** `<(key)`: where this is there and does not match, the whole rule is not about the object. */
const global: Anchor = (key, pattern, compile) => {
  const matches = compile(pattern);
  return (holder, budget) => (has(holder, key) ? below(key, asGlobalSkip(matches(holder[key], budget))) : null);
};

/** `=(key)`: where this is there it has to match. */
const equality: Anchor = (key, pattern, compile) => {
  const matches = compile(pattern);
  return (holder, budget) => (has(holder, key) ? below(key, matches(holder[key], budget)) : null);
};

/** `X(key)`: this may not be there. */
const negation: Anchor = (key) => (holder) => (has(holder, key) ? below(key, failure(`${key} is not allowed`)) : null);

/** `^(key)`: each pattern of the list has to match at least one item. */
const existence: Anchor = (key, pattern, compile) => {
  const patterns = (isList(pattern) ? pattern : []).filter(isObject).map(compile);
  return (holder, budget) => {
    if (!has(holder, key)) return null;
    const items = holder[key];
    if (!isList(items) || !isList(pattern)) return below(key, failure(`${key} is not a list`));
    const isMissing = patterns.some((matches) => !items.some((item) => matches(item, budget) === null));
    return isMissing ? below(key, failure(`no item of ${key} is what the policy asks for`)) : null;
  };
};

/** The signs that say what a map has to be for the pattern to be about it. */
export const gates: readonly string[] = ['', '<'];

/** By the sign ahead of the parentheses. Source: Kyverno, "Validate Rules", anchors. */
export const anchors: { readonly [sign: string]: Anchor } = { '': condition, '=': equality, X: negation, '^': existence, '<': global };
