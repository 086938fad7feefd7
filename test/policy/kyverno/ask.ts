import type { Json, JsonObject } from '../../../lib/model/json.ts';
import type { ForeignResult } from '../../../lib/policy/foreign/policy.ts';
import type { ForeignRequest } from '../../../lib/policy/foreign/request.ts';
import type { ForeignSurroundings } from '../../../lib/policy/foreign/surroundings.ts';
import { compileKyverno } from '../../../lib/policy/kyverno/compile.ts';
import { creation, nothingKnown } from '../foreign/nothing-known.ts';
import { noon } from './scope.ts';

/** Surroundings in which nobody knows anything, but for what is given. */
export const knowing = (known: Partial<ForeignSurroundings> = {}): ForeignSurroundings => nothingKnown(noon, known);

export const creating = (object: JsonObject, more: Partial<ForeignRequest> = {}): ForeignRequest => creation(object, 'shop', more);

export const pod = (spec: JsonObject = {}, metadata: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', ...metadata },
  spec,
});

export const aboutPods: JsonObject = { any: [{ resources: { kinds: ['Pod'] } }] };

export const policyOf = (rules: readonly JsonObject[], more: JsonObject = {}, spec: JsonObject = {}): JsonObject => ({
  apiVersion: 'kyverno.io/v1',
  kind: 'ClusterPolicy',
  metadata: { name: 'p', ...more },
  spec: { rules, ...spec },
});

export const ruleOf = (validate: JsonObject, more: JsonObject = {}): JsonObject => ({ name: 'r', match: aboutPods, validate, ...more });

/** Everything that the documents say of a request; throws for documents with problems, which a test of them asks about by itself. */
export const judge = (
  documents: readonly JsonObject[],
  request: ForeignRequest,
  surroundings: ForeignSurroundings = knowing(),
): readonly ForeignResult[] => {
  const { policies, problems } = compileKyverno(documents);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return policies.flatMap((policy) => policy.judge(request, surroundings));
};

/** What a pattern laid beside a Pod comes to: `pass`, `fail` with its pointer, or `skip`. */
export const laid = (pattern: Json, object: JsonObject): string => {
  const [result] = judge([policyOf([ruleOf({ pattern })])], creating(object));
  return result?.kind === 'fail' ? `fail ${result.pointer}` : (result?.kind ?? 'nothing');
};
