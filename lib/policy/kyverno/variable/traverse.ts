import { isList, isObject, type Json } from '../../../model/json.ts';
import { failed, type Outcome, valued } from '../outcome.ts';
import { type Budget, spend } from '../scalar/budget.ts';

/** What becomes of a string, be it a value or a key, at its place in the document. */
export type Replace = (text: string, path: readonly string[]) => Outcome;

// Values that variables bring along are walked too: a variable that brings itself would go on for ever.
const deepest = 200;

/**
 * The value with every string and every key replaced. What a string becomes is walked in turn unless it is a string again: an object that a variable
 * brings is searched for variables, as Kyverno does it. A key that becomes anything but a string is an error.
 */
export const traverse = (value: Json, budget: Budget, replace: Replace, path: readonly string[] = []): Outcome => {
  const size = typeof value === 'string' ? 1 + (value.length >> 8) : 1;
  if (!spend(budget, size)) return failed('the substitution of variables takes more steps than a policy may take');
  if (path.length > deepest) return failed(`the value is nested more than ${deepest} deep`);
  if (typeof value === 'string') {
    const replaced = replace(value, path);
    if (replaced.kind !== 'value' || typeof replaced.value !== 'object' || replaced.value === null) return replaced;
    return members(replaced.value, budget, replace, path);
  }
  return typeof value === 'object' && value !== null ? members(value, budget, replace, path) : valued(value);
};

const members = (value: Json, budget: Budget, replace: Replace, path: readonly string[]): Outcome => {
  if (isList(value)) return listed(value, budget, replace, path);
  if (!isObject(value)) return valued(value);
  const entries: [string, Json][] = [];
  for (const [key, member] of Object.entries(value)) {
    const name = keyOf(key, replace, path);
    if (name.kind !== 'value') return name;
    const outcome = traverse(member, budget, replace, [...path, key]);
    if (outcome.kind !== 'value') return outcome;
    entries.push([name.value, outcome.value]);
  }
  return valued(Object.fromEntries(entries));
};

const listed = (value: readonly Json[], budget: Budget, replace: Replace, path: readonly string[]): Outcome => {
  const items: Json[] = [];
  for (const [index, item] of value.entries()) {
    const outcome = traverse(item, budget, replace, [...path, String(index)]);
    if (outcome.kind !== 'value') return outcome;
    items.push(outcome.value);
  }
  return valued(items);
};

const keyOf = (key: string, replace: Replace, path: readonly string[]): Outcome<string> => {
  const replaced = replace(key, path);
  if (replaced.kind !== 'value') return replaced;
  if (typeof replaced.value === 'string') return valued(replaced.value);
  return replaced.value === null ? valued(key) : failed(`what stands for the key ${JSON.stringify(key)} is no string`);
};
