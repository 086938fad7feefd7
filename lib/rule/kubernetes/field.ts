import type { ContainerView, Workload } from '../../manifest/object.ts';
import { type Json, type JsonObject, memberOf, objectAt } from '../../model/json.ts';
import type { Patch, PatchOperation } from '../../model/patch.ts';

const roleWords = {
  container: 'container',
  init: 'init container',
  sidecar: 'sidecar container',
  ephemeral: 'ephemeral container',
} as const;

/** How messages call a container. */
export const called = ({ role, name }: ContainerView): string => `${roleWords[role]} "${name}"`;

/** How messages show a value that was seen. */
export const shown = (value: Json | undefined): string => {
  if (value === undefined) return 'not set';
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
};

/** The pod's own security context. */
export const podSecurity = ({ spec }: Workload): JsonObject => objectAt(spec, 'securityContext');

/** A field that a container inherits from its pod; null counts as absent. */
export const inherited = (workload: Workload, container: ContainerView, field: string): Json | undefined =>
  memberOf(container.securityContext, field) ?? memberOf(podSecurity(workload), field) ?? undefined;

/** Pods of Windows leave out what only Linux has. Source: Pod Security Standards, exemptions since v1.25. */
export const isWindows = ({ spec }: Workload): boolean => memberOf(objectAt(spec, 'os'), 'name') === 'windows';

/** The pods that run on Windows: a node selector puts them there, though the standards do not look at it. */
export const runsOnWindows = (workload: Workload): boolean =>
  isWindows(workload) || memberOf(objectAt(workload.spec, 'nodeSelector'), 'kubernetes.io/os') === 'windows';

/** Sets one field in an object that may not be there yet. `at` is the pointer of an object that is. */
export const setField = (at: string, holder: JsonObject, path: readonly string[], value: Json): readonly PatchOperation[] => {
  const [step, ...rest] = path;
  if (step === undefined) return [];
  const member = memberOf(holder, step);
  const isLast = rest.length === 0;
  if (isLast || member === undefined || member === null) {
    const nested = rest.reduceRight<Json>((inner, key) => ({ [key]: inner }), value);
    return [{ op: 'add', path: `${at}/${step}`, value: nested }];
  }
  return setField(`${at}/${step}`, objectAt(holder, step), rest, value);
};

export const jsonPatch = (safe: boolean, operations: readonly PatchOperation[]): Patch => ({ kind: 'json', safe, operations });
