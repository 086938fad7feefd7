import { isList, isObject, type Json } from '../../../model/json.ts';
import { compileMatcher } from '../scalar/matcher.ts';
import { compileItems } from './items.ts';
import { compileMap } from './map.ts';
import { below, failure, type Mismatch, type Pattern, withPlaces } from './mismatch.ts';

/**
 * A pattern of a rule, prepared: maps and lists are walked beside the object, anchors say which parts are asked. `within`: the key that holds the pattern
 * and the one above it, since names of labels and annotations may have wildcards. Source: Kyverno, "Validate Rules", patterns.
 */
export const compilePattern = (pattern: Json, within: readonly string[] = []): Pattern => {
  if (isObject(pattern)) return compileMap(pattern, within, compilePattern);
  if (isList(pattern)) return compileItems(pattern, compilePattern);
  return scalar(pattern);
};

/** A scalar beside a list has to match each of its items. */
const scalar = (pattern: null | boolean | number | string): Pattern => {
  const matches = compileMatcher(pattern);
  return (value, budget) => {
    if (!isList(value)) return matches(value ?? null, budget) ? null : failure(unlike(value, pattern));
    const wrong = value.flatMap((item, at) => (matches(item, budget) ? [] : [below(at, failure(unlike(item, pattern)))]));
    return wrong.reduce<Mismatch>((first, each) => (first ? withPlaces(first, each) : each), null);
  };
};

const longest = 120;
const unlike = (value: Json | undefined, pattern: Json): string =>
  `${value === undefined ? 'nothing' : shortened(JSON.stringify(value))} does not match ${shortened(JSON.stringify(pattern))}`;
const shortened = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text);
