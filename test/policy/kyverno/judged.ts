import type { JsonObject } from '../../../lib/model/json.ts';
import type { ForeignResult } from '../../../lib/policy/foreign/policy.ts';
import type { ForeignRequest } from '../../../lib/policy/foreign/request.ts';
import { compileKyverno } from '../../../lib/policy/kyverno/compile.ts';
import { create, surroundings } from '../validating/ask.ts';

/** A ClusterPolicy of one rule about every object. */
export const clusterPolicy = (rule: JsonObject): JsonObject => ({
  apiVersion: 'kyverno.io/v1',
  kind: 'ClusterPolicy',
  metadata: { name: 'p' },
  spec: { rules: [{ name: 'r', match: { any: [{ resources: { kinds: ['*'] } }] }, ...rule }] },
});

/** What a policy says of an object: its problems when it has any, the results otherwise. */
export const judged = (
  policy: JsonObject,
  object: JsonObject,
  parts: Partial<ForeignRequest> = {},
): { readonly problems: number; readonly results: readonly ForeignResult[] } => {
  const { policies, problems } = compileKyverno([policy]);
  return { problems: problems.length, results: policies.flatMap((each) => each.judge(create(object, parts), surroundings())) };
};

/** The kinds of the results, or `invalid`. */
export const kindsOf = (policy: JsonObject, object: JsonObject, parts?: Partial<ForeignRequest>): readonly string[] => {
  const { problems, results } = judged(policy, object, parts);
  return problems > 0 ? ['invalid'] : results.map(({ kind }) => kind);
};
