import { type Body, type Case, wholeOf } from './case.ts';
import { type Judgement, skip } from './judgement.ts';
import { scopeOf } from './scope.ts';

/** An update that leaves broken what was broken is let through; null where it is what breaks the rule. Source: Kyverno, allowExistingViolations. */
export const brokenBefore = (judged: Case, body: Body): Judgement | null => {
  const { request, surroundings, scope } = judged;
  const { oldObject } = request;
  if (request.operation !== 'UPDATE' || !oldObject) return null;
  const earlier = { ...request, object: oldObject, oldObject: null };
  const before = body({
    ...judged,
    object: oldObject,
    request: earlier,
    scope: scopeOf(earlier, surroundings, scope.budget),
    part: wholeOf(oldObject),
  });
  return before?.kind === 'fail' ? skip('the object broke the rule before the update too') : null;
};
