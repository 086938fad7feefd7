import { type Json, memberOf } from '../../../model/json.ts';
import { failed, type Outcome } from '../outcome.ts';
import type { QueryScope } from '../query/scope.ts';
import { substitute } from '../variable/substitute.ts';
import { orDefault, partOf } from './part-of.ts';

/**
 * A value of the policy's own, a query over what is already known, or a query over that value. The default stands for a query that finds nothing, not for
 * a value whose own variables are not there; what comes to null is an error. Source: Kyverno, pkg/engine/context/loaders, variable.
 */
export const variable = (asked: Json, scope: QueryScope): Outcome => {
  const value = memberOf(asked, 'value') ?? null;
  const own = value === null ? undefined : substitute(value, scope);
  if (own && own.kind !== 'value') return own;
  const outcome = orDefault(partOf(own?.value, asked, scope), asked, scope);
  return outcome.kind === 'value' && outcome.value === null ? failed('a variable comes to null') : outcome;
};
