import type { JsonObject } from '../../../lib/model/json.ts';
import type { ForeignResult } from '../../../lib/policy/foreign/policy.ts';
import type { ForeignRequest } from '../../../lib/policy/foreign/request.ts';
import { compileKyverno } from '../../../lib/policy/kyverno/compile.ts';
import { creating, knowing, policyOf } from './ask.ts';

/** A ClusterPolicy of one rule about every object. */
export const clusterPolicy = (rule: JsonObject): JsonObject =>
  policyOf([{ name: 'r', match: { any: [{ resources: { kinds: ['*'] } }] }, ...rule }]);

type Judged = { readonly problems: number; readonly results: readonly ForeignResult[] };

/** What a policy says of an object, and how many problems it has in place of saying anything. */
export const judged = (policy: JsonObject, object: JsonObject, parts: Partial<ForeignRequest> = {}): Judged => {
  const { policies, problems } = compileKyverno([policy]);
  return { problems: problems.length, results: policies.flatMap((each) => each.judge(creating(object, parts), knowing())) };
};

/** The kinds of the results, or `invalid`. */
export const kindsOf = (policy: JsonObject, object: JsonObject): readonly string[] => {
  const { problems, results } = judged(policy, object);
  return problems > 0 ? ['invalid'] : results.map(({ kind }) => kind);
};
