import type { Bundle, Workload } from '../../manifest/object.ts';
import { isObject, objectAt } from '../../model/json.ts';

export type PodGroup = { readonly workload: Workload; readonly namespace: string; readonly labels: { readonly [name: string]: string } };

const groupsByBundle = new WeakMap<Bundle, ReadonlyMap<string, readonly PodGroup[]>>();

/** A namespace as the cluster knows it. */
export const namespaceOf = (namespace: string): string => namespace || 'default';

/** The pods that the bundle makes, by namespace, with the labels that they will have. */
export const podsByNamespace = (bundle: Bundle): ReadonlyMap<string, readonly PodGroup[]> => {
  const known = groupsByBundle.get(bundle);
  if (known) return known;
  const groups = new Map<string, PodGroup[]>();
  for (const workload of bundle.workloads) {
    const namespace = namespaceOf(workload.object.namespace);
    const group = { workload, namespace, labels: labelsOf(workload) };
    const others = groups.get(namespace);
    if (others) others.push(group);
    else groups.set(namespace, [group]);
  }
  groupsByBundle.set(bundle, groups);
  return groups;
};

export const podsIn = (bundle: Bundle, namespace: string): readonly PodGroup[] => podsByNamespace(bundle).get(namespaceOf(namespace)) ?? [];

export const labelsOf = ({ metadata }: Workload): PodGroup['labels'] => {
  const labels = objectAt(metadata, 'labels');
  return isObject(labels) ? Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, String(value)])) : {};
};
