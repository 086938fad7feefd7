import { stringAt } from '../../../model/json.ts';
import { type Failure, failed, type Outcome, valued, wordsOf } from '../outcome.ts';
import { compileQuery } from '../query/compile.ts';
import type { QueryScope } from '../query/scope.ts';
import { spend } from '../scalar/budget.ts';
import { jsonText } from '../scalar/printed.ts';
import { currentQuery } from './current.ts';
import { variablesIn } from './find.ts';
import type { Replace } from './traverse.ts';

const longest = 1_000_000;
/** Of variables that bring variables; without an end they would bring each other for ever. */
const mostRounds = 100;

/**
 * Replaces the variables of a string until there are none, the inner ones first. A string that is one variable becomes the value itself; else a value is
 * written into the string, as JSON when it is none. `\{{` is left as `{{`, `{{-` is not searched again. Source: Kyverno, substituteVariablesIfAny.
 */
export const replaceVariables =
  (scope: QueryScope): Replace =>
  (text, path) => {
    let made = text;
    let found = variablesIn(made);
    for (let round = 0; found.length > 0; round += 1) {
      if (round >= mostRounds) return failed('the variables of a string bring each other without end');
      const whole = made;
      let isShallow = false;
      for (const { before, text: variable } of found) {
        const asked = queryIn(variable);
        isShallow = asked.isShallow;
        const value = variableValue(asked.query, scope, path);
        if (value.kind !== 'value') return value;
        if (variable === whole) return value;
        const written = typeof value.value === 'string' ? value.value : jsonText(value.value, scope.budget);
        const kept = isShallow ? written.replaceAll('{{', '\\{{') : written;
        made = made.replace(before + variable, () => before + kept);
        if (made.length > longest || !spend(scope.budget, 1 + (made.length >> 6))) {
          return failed('a string that is made of variables is too long, or takes more steps than a policy may take');
        }
      }
      found = isShallow ? [] : variablesIn(made);
    }
    return valued(made.replaceAll('\\{{', '{{'));
  };

const queryIn = (variable: string): { readonly query: string; readonly isShallow: boolean } => {
  const inner = variable.replaceAll('{{', '').replaceAll('}}', '').trim();
  return inner.startsWith('-') ? { query: inner.slice(1).trim(), isShallow: true } : { query: inner, isShallow: false };
};

const variableValue = (written: string, scope: QueryScope, path: readonly string[]): Outcome => {
  const query = written === '@' ? currentQuery(path) : written;
  const compiled = compileQuery(isDeletion(scope) ? query.replaceAll('request.object', 'request.oldObject') : query);
  if (compiled.kind === 'invalid') return failed(`the variable {{ ${shortened(query)} }} is not valid: ${compiled.message}`);
  const outcome = compiled.query.search(scope);
  return outcome.kind === 'value' ? outcome : inVariable(outcome, query);
};

/** Nothing is there to be created: policies that ask for the object get the one that goes. */
const isDeletion = (scope: QueryScope): boolean => {
  const request = scope.root('request');
  return request.kind === 'value' && stringAt(request.value, 'operation') === 'DELETE';
};

const inVariable = (failure: Failure, query: string): Failure => {
  const words = `the variable {{ ${shortened(query)} }}: ${wordsOf(failure)}`;
  return failure.kind === 'unknown' ? { kind: 'unknown', reason: words } : { kind: failure.kind, message: words };
};

const shortened = (query: string): string => (query.length > 200 ? `${query.slice(0, 200)}…` : query);
