import { booleanAt, type JsonObject, memberOf } from '../../model/json.ts';
import { type Body, type Case, wholeOf } from './case.ts';
import { type Judgement, skip } from './judgement.ts';
import { askedOf } from './match/asked.ts';
import type { Match } from './match/match.ts';
import { scopeOf } from './scope.ts';

const forms = ['deny', 'pattern', 'anyPattern', 'foreach', 'podSecurity'];

/** Whether an update may leave broken what was. Of CEL and of signatures Kyverno does not say so. */
export const mayStayBroken = (validate: JsonObject): boolean =>
  booleanAt(validate, 'allowExistingViolations') !== false && forms.some((form) => memberOf(validate, form) !== undefined);

// Who made the old object is not known: a rule about certain people is not about it.
const somebody = { username: '', groups: [], roles: [], clusterRoles: [] };

/**
 * The old object, as if it were created now: where the rule matches it and it breaks the rule too, the update is let through; null where the update is
 * what breaks it. Source: Kyverno, allowExistingViolations and validateOldObject.
 */
export const brokenBefore = (judged: Case, matches: Match, body: Body): Judgement | null => {
  const { request, surroundings, scope } = judged;
  const { oldObject } = request;
  if (request.operation !== 'UPDATE' || !oldObject) return null;
  const earlier = { ...request, operation: 'CREATE' as const, object: oldObject, oldObject: null };
  if (matches(askedOf(oldObject, { ...earlier, requester: somebody }, surroundings)).kind !== 'yes') return null;
  const before = body({
    ...judged,
    object: oldObject,
    request: earlier,
    scope: scopeOf(earlier, surroundings, scope.budget),
    part: wholeOf(oldObject),
  });
  return before?.kind === 'fail' ? skip('the object broke the rule before the update too') : null;
};
