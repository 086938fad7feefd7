import type { Json, JsonObject } from '../../../lib/model/json.ts';
import type { CompiledForeign, ForeignResult } from '../../../lib/policy/foreign/policy.ts';
import type { ForeignRequest } from '../../../lib/policy/foreign/request.ts';
import type { ForeignSurroundings } from '../../../lib/policy/foreign/surroundings.ts';
import { compileValidating } from '../../../lib/policy/validating/compile.ts';
import { creation, nothingKnown } from '../foreign/nothing-known.ts';

export const now = Date.UTC(2026, 10, 27, 12, 30);

/** A world in which nothing but `parts` is known. */
export const surroundings = (parts: Partial<ForeignSurroundings> = {}): ForeignSurroundings => nothingKnown(now, parts);

export const create = (object: JsonObject, parts: Partial<ForeignRequest> = {}): ForeignRequest => creation(object, 'web', parts);

export const pod = (spec: JsonObject = {}, metadata: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', namespace: 'web', ...metadata },
  spec: { containers: [{ name: 'c', image: 'nginx:1.29' }], ...spec },
});

export const workload = (kind: string, spec: JsonObject): JsonObject => ({
  apiVersion: kind === 'Job' || kind === 'CronJob' ? 'batch/v1' : 'apps/v1',
  kind,
  metadata: { name: 'w', namespace: 'web' },
  spec,
});

export const rule = (resources: Json = ['pods'], parts: JsonObject = {}): JsonObject => ({
  apiGroups: [''],
  apiVersions: ['v1'],
  operations: ['CREATE', 'UPDATE'],
  resources,
  ...parts,
});

export const validatingPolicy = (spec: JsonObject, metadata: JsonObject = {}): JsonObject => ({
  apiVersion: 'policies.kyverno.io/v1',
  kind: 'ValidatingPolicy',
  metadata: { name: 'v', ...metadata },
  spec: { matchConstraints: { resourceRules: [rule()] }, ...spec },
});

export const ask = (
  documents: readonly JsonObject[],
  request: ForeignRequest,
  parts: Partial<ForeignSurroundings> = {},
): readonly ForeignResult[] => {
  const compiled: CompiledForeign = compileValidating(documents);
  if (compiled.problems.length > 0) throw new Error(JSON.stringify(compiled.problems));
  return compiled.policies.flatMap((policy) => policy.judge(request, surroundings(parts)));
};

/** What one expression of a ValidatingPolicy comes to for a pod: the kind of the outcome. */
export const outcomeOf = (expression: string, parts: Partial<ForeignSurroundings> = {}, request = create(pod())): string =>
  ask([validatingPolicy({ validations: [{ expression }] })], request, parts)
    .map(({ kind, message }) => (kind === 'error' ? `error: ${message}` : kind))
    .join(' ');
