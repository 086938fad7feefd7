import { isObject, type Json, memberOf } from '../../../model/json.ts';
import { failed, type Outcome } from '../outcome.ts';
import { compileQuery } from '../query/compile.ts';
import type { QueryScope } from '../query/scope.ts';
import { substitute } from '../variable/substitute.ts';
import { orDefault, partOf, textOf } from './part-of.ts';

/** A value of the policy's own, a query over what is already known, or a query over that value. */
export const variable = (asked: Json, scope: QueryScope): Outcome => {
  const value = isObject(asked) ? memberOf(asked, 'value') : undefined;
  return orDefault(value === undefined || value === null ? queried(asked, scope) : ofValue(value, asked, scope), asked, scope);
};

const ofValue = (value: Json, asked: Json, scope: QueryScope): Outcome => {
  const outcome = substitute(value, scope);
  return outcome.kind === 'value' ? partOf(outcome.value, asked, scope) : outcome;
};

const queried = (asked: Json, scope: QueryScope): Outcome => {
  const text = textOf(memberOf(asked, 'jmesPath'), scope);
  if (text.kind !== 'value') return text;
  const compiled = compileQuery(text.value);
  return compiled.kind === 'query' ? compiled.query.search(scope) : failed(`jmesPath: ${compiled.message}`);
};
