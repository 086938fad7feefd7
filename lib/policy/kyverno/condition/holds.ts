import { isList, isObject, type Json, listAt, memberOf, stringAt } from '../../../model/json.ts';
import { type Failure, failed } from '../outcome.ts';
import type { QueryScope } from '../query/scope.ts';
import { isSpent, spend } from '../scalar/budget.ts';
import { substitute } from '../variable/substitute.ts';
import { operatorNamed } from './operator.ts';

/** `message`: of the conditions that decided, joined; '' when they have none. */
export type Held = { readonly kind: 'holds'; readonly holds: boolean; readonly message: string };

/**
 * Whether conditions hold, as `preconditions`, `validate.deny.conditions` and exceptions have them: an object of `any` and `all`, a list of such objects,
 * which must all hold, or the old plain list, of which all must hold. No conditions hold. What is unknown or fails decides only where nothing else does:
 * a false one of `all` and a true one of `any` are enough. Source: Kyverno, variables.EvaluateConditions.
 */
export const holds = (conditions: Json, scope: QueryScope): Held | Failure => {
  spend(scope.budget);
  const held = isList(conditions) ? everyOf(conditions, scope, ';') : isObject(conditions) ? blockHolds(conditions, scope) : notConditions;
  return isSpent(scope.budget) ? failed('the conditions take more steps than a policy may take') : held;
};

const notConditions = failed('conditions are a list, or an object of any and all');

const elementHolds = (element: Json, scope: QueryScope): Held | Failure => {
  if (!isObject(element)) return notConditions;
  return memberOf(element, 'any') !== undefined || memberOf(element, 'all') !== undefined
    ? blockHolds(element, scope)
    : conditionHolds(element, scope);
};

const blockHolds = (block: Json, scope: QueryScope): Held | Failure => {
  const some = memberOf(block, 'any') == null ? nothingAsked : anyOf(listAt(block, 'any'), scope);
  if (some.kind === 'error' || some.kind === 'missing') return some;
  // Asked though `any` does not hold: what cannot be evaluated in it is an error still.
  const all = everyOf(listAt(block, 'all'), scope, '; ');
  if (all.kind === 'error' || all.kind === 'missing') return all;
  const parts = [some, all].filter((part) => part.kind === 'holds');
  const broken = parts.filter((part) => !part.holds);
  if (broken.length > 0) return { kind: 'holds', holds: false, message: joinedOf(broken) };
  if (some.kind === 'unknown') return some;
  return all.kind === 'unknown' ? all : { kind: 'holds', holds: true, message: joinedOf(parts) };
};

const nothingAsked: Held = { kind: 'holds', holds: true, message: '' };

/** Holds with the first that does; else with the messages of all that do not. */
const anyOf = (conditions: readonly Json[], scope: QueryScope): Held | Failure => {
  const messages: string[] = [];
  let failure: Failure | undefined;
  for (const condition of conditions) {
    const held = elementHolds(condition, scope);
    if (held.kind === 'error' || held.kind === 'missing') return held;
    if (held.kind === 'unknown') failure ??= held;
    else if (held.holds) return held;
    else messages.push(held.message);
  }
  return failure ?? { kind: 'holds', holds: false, message: joined(messages, '; ') };
};

/** Fails with the first that does; else holds with the messages of all. */
const everyOf = (conditions: readonly Json[], scope: QueryScope, separator: string): Held | Failure => {
  const messages: string[] = [];
  let failure: Failure | undefined;
  for (const condition of conditions) {
    const held = elementHolds(condition, scope);
    if (held.kind === 'error' || held.kind === 'missing') return held;
    if (held.kind === 'unknown') failure ??= held;
    else if (!held.holds) return held;
    else messages.push(held.message);
  }
  return failure ?? { kind: 'holds', holds: true, message: joined(messages, separator) };
};

const conditionHolds = (condition: Json, scope: QueryScope): Held | Failure => {
  if (!spend(scope.budget)) return failed('the conditions take more steps than a policy may take');
  const name = stringAt(condition, 'operator') ?? '';
  const operator = operatorNamed(name);
  if (!operator) return failed(`${JSON.stringify(name)} is no operator of conditions`);
  const key = substitute(memberOf(condition, 'key') ?? null, scope);
  if (key.kind !== 'value') return key;
  const value = substitute(memberOf(condition, 'value') ?? null, scope);
  if (value.kind !== 'value') return value;
  return { kind: 'holds', holds: operator(key.value, value.value, scope.budget), message: stringAt(condition, 'message') ?? '' };
};

const joinedOf = (parts: readonly Held[]): string =>
  joined(
    parts.map(({ message }) => message),
    '; ',
  );

const joined = (messages: readonly string[], separator: string): string => messages.filter((message) => message !== '').join(separator);
