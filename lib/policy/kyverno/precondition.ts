import type { Json } from '../../model/json.ts';
import { holds } from './condition/holds.ts';
import { fromFailure, type Judgement, skip } from './judgement.ts';
import type { QueryScope } from './query/scope.ts';

/** What keeps a rule, or an element of a foreach, from being judged; null when nothing does. */
export const preconditionsOf = (conditions: Json | undefined): ((scope: QueryScope) => Judgement | null) => {
  if (conditions === undefined || conditions === null) return () => null;
  return (scope) => {
    const outcome = holds(conditions, scope);
    if (outcome.kind !== 'holds') return fromFailure(outcome);
    return outcome.holds ? null : skip(outcome.message ? `preconditions do not hold: ${outcome.message}` : 'preconditions do not hold');
  };
};
