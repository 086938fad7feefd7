import { type Json, type JsonObject, listAt, memberOf, objectAt, stringAt } from '../../../model/json.ts';
import { holds } from '../condition/holds.ts';
import { type Answer, answer, every } from '../match/answer.ts';
import type { Asked } from '../match/asked.ts';
import { compileStrictMatch } from '../match/match.ts';
import type { QueryScope } from '../query/scope.ts';
import { wildcard } from '../wildcard.ts';

/** A PolicyException, prepared. `controls`: Pod Security controls that it takes out in place of the whole rule. */
export type Exception = {
  readonly name: string;
  readonly controls: readonly Json[];
  isAbout(policy: string, rule: string): boolean;
  holds(asked: Asked, scope: QueryScope): Answer;
};

/** Source: Kyverno, "Policy Exceptions", kyverno.io/v2. */
export const compileException = (document: JsonObject): Exception => {
  const spec = objectAt(document, 'spec');
  const matches = compileStrictMatch(memberOf(spec, 'match'));
  const conditions = memberOf(spec, 'conditions');
  const named = listAt(spec, 'exceptions').map(ruleTest);
  return {
    name: stringAt(objectAt(document, 'metadata'), 'name') ?? '',
    controls: listAt(spec, 'podSecurity'),
    isAbout: (policy, rule) => named.some((test) => test(policy, rule)),
    holds: (asked, scope) => every([() => matches(asked), () => meets(conditions, scope)], (ask) => ask()),
  };
};

const ruleTest = (entry: Json): ((policy: string, rule: string) => boolean) => {
  const policy = stringAt(entry, 'policyName') ?? '';
  const rules = listAt(entry, 'ruleNames').flatMap((name) => (typeof name === 'string' ? [wildcard(name)] : []));
  return (ofPolicy, ofRule) => ofPolicy === policy && rules.some((name) => name.matches(ofRule));
};

/** A condition that cannot be evaluated excepts nothing. */
const meets = (conditions: Json | undefined, scope: QueryScope): Answer => {
  if (conditions === undefined || conditions === null) return answer(true);
  const outcome = holds(conditions, scope);
  if (outcome.kind === 'unknown') return outcome;
  return answer(outcome.kind === 'holds' && outcome.holds);
};
