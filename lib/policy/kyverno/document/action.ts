import { booleanAt, type Json, type JsonObject, listAt, memberOf, objectAt, stringAt } from '../../../model/json.ts';
import type { ForeignAction } from '../../foreign/policy.ts';
import { type Answer, every, yes } from '../match/answer.ts';
import type { Asked } from '../match/asked.ts';
import { resourceAttributes } from '../match/attribute.table.ts';

/** What a rule does about a failure, and where it does otherwise. */
export type Actions = { readonly standing: ForeignAction; for(asked: Asked): ForeignAction };

/** Of the rule itself, else of the policy, else Audit. Source: Kyverno, "Validate Rules", failure action. */
export const actionsOf = (spec: JsonObject, rule: JsonObject): Actions => {
  const validate = objectAt(rule, 'validate');
  const warns = booleanAt(spec, 'emitWarning') === true;
  const standing = actionIn(stringAt(validate, 'failureAction') ?? stringAt(spec, 'validationFailureAction') ?? '', warns);
  const own = listAt(validate, 'failureActionOverrides');
  const overrides = (own.length > 0 ? own : listAt(spec, 'validationFailureActionOverrides')).map((each) => ({
    action: actionIn(stringAt(each, 'action') ?? '', warns),
    holds: overrideTest(each),
  }));
  return { standing, for: (asked) => actionFor(asked, overrides, standing) };
};

type Override = { readonly action: ForeignAction; readonly holds: (asked: Asked) => Answer };

/** The first that holds. Where nobody can tell whether one does, the stricter of what it may come to. */
const actionFor = (asked: Asked, [first, ...others]: readonly Override[], standing: ForeignAction): ForeignAction => {
  if (!first) return standing;
  const given = first.holds(asked);
  if (given.kind === 'yes') return first.action;
  const otherwise = actionFor(asked, others, standing);
  return given.kind === 'unknown' && first.action === 'enforce' ? 'enforce' : otherwise;
};

const actionIn = (text: string, warns: boolean): ForeignAction => {
  if (text.toLowerCase() === 'enforce') return 'enforce';
  return warns ? 'warn' : 'audit';
};

const overrideTest = (override: Json): ((asked: Asked) => Answer) => {
  const attributes = ['namespaces', 'namespaceSelector'].flatMap((member) => {
    const value = memberOf(override, member);
    const make = resourceAttributes[member];
    return value === undefined || value === null || !make ? [] : [make(value)];
  });
  return (asked) => (attributes.length === 0 ? yes : every(attributes, (holds) => holds(asked)));
};
