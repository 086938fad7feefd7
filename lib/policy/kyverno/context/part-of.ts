import { type Json, memberOf } from '../../../model/json.ts';
import { failed, type Outcome, valued } from '../outcome.ts';
import { compileQuery } from '../query/compile.ts';
import type { QueryScope } from '../query/scope.ts';
import { substitute } from '../variable/substitute.ts';

/** What the entry's `jmesPath` takes of a value, or the whole of it; without a value, what it takes of the scope. */
export const partOf = (value: Json | undefined, asked: Json, scope: QueryScope): Outcome => {
  const path = memberOf(asked, 'jmesPath') ?? '';
  if (path === '') return valued(value ?? null);
  const text = textOf(path, scope);
  if (text.kind !== 'value') return text;
  const compiled = compileQuery(text.value);
  return compiled.kind === 'query' ? compiled.query.search(scope, value) : failed(`jmesPath: ${compiled.message}`);
};

/** A text of an entry, its variables filled in. */
export const textOf = (value: Json | undefined, scope: QueryScope): Outcome<string> => {
  const outcome = substitute(value ?? '', scope);
  if (outcome.kind !== 'value') return outcome;
  return valued(typeof outcome.value === 'string' ? outcome.value : JSON.stringify(outcome.value));
};

/** What the entry's `default` says where the value is not there or null. What nobody supplied is no reason for it. */
export const orDefault = (outcome: Outcome, asked: Json, scope: QueryScope): Outcome => {
  if (outcome.kind === 'unknown' || (outcome.kind === 'value' && outcome.value !== null)) return outcome;
  const given = memberOf(asked, 'default');
  return given === undefined || given === null ? outcome : substitute(given, scope);
};
