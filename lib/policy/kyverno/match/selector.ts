import { isObject, type Json, objectAt } from '../../../model/json.ts';
import { matchesLabels } from '../../../rule/kubernetes/selector.ts';
import { type Wildcard, wildcard } from '../wildcard.ts';
import type { Labels } from './asked.ts';

type Pair = { readonly name: Wildcard; readonly value: Wildcard };

/** A map of names to values, both with wildcards: each of its pairs has to be among the held ones. */
export const pairsTest = (wanted: Json | undefined): ((held: Labels) => boolean) => {
  const pairs: readonly Pair[] = isObject(wanted)
    ? Object.entries(wanted).map(([name, value]) => ({ name: wildcard(name), value: wildcard(typeof value === 'string' ? value : '') }))
    : [];
  return (held) => pairs.every(({ name, value }) => Object.entries(held).some(([key, text]) => name.matches(key) && value.matches(text)));
};

/** A LabelSelector whose `matchLabels` may have wildcards. Source: Kyverno, "Match/Exclude", selector. */
export const selectorTest = (selector: Json): ((held: Labels) => boolean) => {
  const hasPairs = pairsTest(objectAt(selector, 'matchLabels'));
  const expressions = isObject(selector) ? { matchExpressions: selector['matchExpressions'] ?? [] } : selector;
  return (held) => hasPairs(held) && matchesLabels(expressions, held);
};
