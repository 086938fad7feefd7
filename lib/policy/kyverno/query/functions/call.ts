import { isList, isObject, type Json } from '../../../../model/json.ts';
import { failed, type Outcome } from '../../outcome.ts';
import { isSpent, spend } from '../../scalar/budget.ts';
import type { QueryScope } from '../scope.ts';
import type { Argument } from './argument.ts';
import { functionNamed } from './table.ts';

/** In UTF-16 units. What grows by `join` or `replace_all` ends here, and so does what would take the memory of the machine. */
const longestText = 1_000_000;

/** Calls a function of the table. Its arguments and its result are paid for by their size. */
export const callFunction = (name: string, given: readonly Argument[], scope: QueryScope): Outcome => {
  const called = functionNamed(name);
  if (!called) return failed(`there is no function ${JSON.stringify(name)}`);
  if (
    !spend(
      scope.budget,
      given.reduce((sum, argument) => sum + (argument.kind === 'json' ? sizeOf(argument.value) : 1), 0),
    )
  )
    return tooMuch;
  const outcome = called.call(given, scope);
  if (isSpent(scope.budget)) return tooMuch;
  if (outcome.kind !== 'value') return outcome;
  if (typeof outcome.value === 'string' && outcome.value.length > longestText) return failed(`the text that ${name} makes is too long`);
  return spend(scope.budget, sizeOf(outcome.value)) ? outcome : tooMuch;
};

const tooMuch = failed('the evaluation takes more steps than a policy may take');

/** In steps: a text by its length, a list or an object by its members, not by what is in them. */
const sizeOf = (value: Json): number => {
  if (typeof value === 'string') return 1 + (value.length >> 6);
  if (isList(value)) return 1 + (value.length >> 2);
  return isObject(value) ? 1 + (Object.keys(value).length >> 2) : 1;
};
