import type { InputProblem } from '../model/verdict.ts';
import type { Bundle, ManifestObject, Workload } from './object.ts';
import type { WorkloadFinder } from './workload.ts';

/** Indexes objects. Of two with the same kind, namespace and name the first is found; both are judged. */
export const indexBundle = (
  parts: { readonly subject: number; readonly objects: readonly ManifestObject[]; readonly problems: readonly InputProblem[] },
  workloadsOf: WorkloadFinder,
): Bundle => {
  const byKind = new Map<string, ManifestObject[]>();
  const byName = new Map<string, ManifestObject>();
  const workloads: Workload[] = [];
  for (const object of parts.objects) {
    const sameKind = byKind.get(object.kind);
    if (sameKind) sameKind.push(object);
    else byKind.set(object.kind, [object]);
    const key = nameKey(object.kind, object.namespace, object.name);
    if (!byName.has(key)) byName.set(key, object);
    workloads.push(...workloadsOf(object));
  }
  return {
    ...parts,
    workloads,
    ofKind: (kind) => byKind.get(kind) ?? [],
    find: (kind, namespace, name) => byName.get(nameKey(kind, namespace, name)),
  };
};

const nameKey = (kind: string, namespace: string, name: string): string => `${kind}\n${namespace === 'default' ? '' : namespace}\n${name}`;
