import { isList, isObject, type Json, type JsonObject } from '../../../model/json.ts';
import type { Budget } from '../scalar/budget.ts';
import { below, failure, type Mismatch, type Pattern, skipped } from './mismatch.ts';

/** What a key of a pattern asks of the map that holds it. `compile` makes patterns of what an anchor holds. */
export type MemberCheck = (holder: JsonObject, budget: Budget) => Mismatch;
type Anchor = (key: string, pattern: Json, compile: (pattern: Json) => Pattern) => MemberCheck;

const has = (holder: JsonObject, key: string): boolean => Object.hasOwn(holder, key);

/** Whatever is wrong below makes the pattern say nothing of this map. */
const asSkip = (mismatch: Mismatch): Mismatch =>
  mismatch && mismatch.kind !== 'error' ? { ...mismatch, kind: 'skip', isDirect: true } : mismatch;

/** `(key)`: the rest is asked only where this is there and matches. */
const condition: Anchor = (key, pattern, compile) => {
  const matches = compile(pattern);
  return (holder, budget) =>
    has(holder, key)
      ? below(key, asSkip(matches(holder[key], budget)))
      : below(key, skipped(`there is no ${key}, on which the pattern depends`));
};

/** `<(key)`: where this is there and does not match, nothing up to the next list is asked. */
const global: Anchor = (key, pattern, compile) => {
  const matches = compile(pattern);
  return (holder, budget) => (has(holder, key) ? below(key, asSkip(matches(holder[key], budget))) : null);
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
  const written = isList(pattern) ? pattern : [];
  const patterns = written.filter(isObject).map((each) => compile(each));
  const isOfMaps = isList(pattern) && patterns.length === written.length;
  return (holder, budget) => {
    if (!has(holder, key)) return null;
    const items = holder[key];
    if (!isList(items) || !isOfMaps) return below(key, failure(`${key}, or what the policy asks of it, is no list of maps`));
    const isMissing = patterns.some((matches) => !items.some((item) => matches(item, budget) === null));
    return isMissing ? below(key, failure(`no item of ${key} is what the policy asks for`)) : null;
  };
};

/** The signs of what is asked ahead of all else. `<` is not among them: it is asked with the plain members. */
export const asksFirst: readonly string[] = ['', '=', 'X', '^'];

/** By the sign ahead of the parentheses. Source: Kyverno, "Validate Rules", anchors. */
export const anchors: { readonly [sign: string]: Anchor } = { '': condition, '=': equality, X: negation, '^': existence, '<': global };
