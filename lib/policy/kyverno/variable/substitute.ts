import type { Json } from '../../../model/json.ts';
import { failed, type Outcome, valued } from '../outcome.ts';
import type { QueryScope } from '../query/scope.ts';
import { isSpent } from '../scalar/budget.ts';
import { mentionsVariables } from './mention.ts';
import { replaceReferences } from './reference.ts';
import { replaceVariables } from './replace.ts';
import { traverse } from './traverse.ts';

/**
 * The value with its `$(…)` references to other strings of it, and then its `{{ … }}` variables, replaced. What cannot be resolved is the outcome of the
 * whole; `missing` for a key that is not there. A value without either comes back as it is. Source: Kyverno, variables.SubstituteAll.
 */
export const substitute = (value: Json, scope: QueryScope): Outcome => {
  if (!mentionsVariables(value)) return valued(value);
  const referred = traverse(value, scope.budget, replaceReferences(value));
  if (referred.kind !== 'value') return referred;
  const replaced = traverse(referred.value, scope.budget, replaceVariables(scope));
  return isSpent(scope.budget) ? failed('the substitution of variables takes more steps than a policy may take') : replaced;
};
