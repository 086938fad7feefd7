import type { Bundle, ManifestObject, Workload } from '../../manifest/object.ts';
import { type Json, listAt, memberOf, numberAt, objectAt, stringAt } from '../../model/json.ts';
import { type Ranges, type ResourceList, rangesIn, storedAmount } from './limit-range.ts';
import { namespaceOf, podsIn } from './pods.ts';
import { quantityOf } from './quantity.ts';

const amount = (value: Json | undefined): number => quantityOf(value) ?? 0;

/** What one pod takes of a resource. Source: resource.PodRequests: sidecars count beside what runs, and beside the init containers after them. */
export const podAmount = ({ spec, containers }: Workload, list: ResourceList, name: string, ranges: Ranges): number => {
  const ofPod = memberOf(objectAt(objectAt(spec, 'resources'), list), name);
  const overhead = amount(memberOf(objectAt(spec, 'overhead'), name));
  if (ofPod !== undefined && ofPod !== null) return amount(ofPod) + overhead;
  let [running, sidecars, starting] = [0, 0, 0];
  for (const container of containers) {
    const own = amount(storedAmount(container, list, name, ranges));
    if (container.role === 'container') running += own;
    else if (container.role === 'sidecar') sidecars += own;
    if (container.role === 'init' || container.role === 'sidecar')
      starting = Math.max(starting, container.role === 'init' ? own + sidecars : sidecars);
  }
  return Math.max(running + sidecars, starting) + overhead;
};

/** How many pods of a workload there are at once at least; undefined when only the cluster knows. */
const podCount = ({ object, podPointer }: Workload, bundle: Bundle): number | undefined => {
  const spec = objectAt(object.value, 'spec');
  switch (object.kind) {
    case 'Pod':
      return 1;
    case 'Job':
      return podPointer === '/spec/template/spec' ? (numberAt(spec, 'parallelism') ?? 1) : undefined;
    case 'Deployment':
    case 'StatefulSet':
    case 'ReplicaSet':
    case 'ReplicationController':
    case 'DeploymentConfig':
    case 'Rollout':
      return scaledTo(object, bundle) ?? numberAt(spec, 'replicas') ?? 1;
    default:
      return undefined;
  }
};

const scaledTo = (object: ManifestObject, bundle: Bundle): number | undefined => {
  const scaler = bundle.ofKind('HorizontalPodAutoscaler').find(({ namespace, value }) => {
    const target = objectAt(objectAt(value, 'spec'), 'scaleTargetRef');
    return (
      namespaceOf(namespace) === namespaceOf(object.namespace) &&
      stringAt(target, 'kind') === object.kind &&
      stringAt(target, 'name') === object.name
    );
  });
  return scaler ? (numberAt(objectAt(scaler.value, 'spec'), 'minReplicas') ?? 1) : undefined;
};

/** Objects that a quota counts, by its name for them. Source: ResourceQuota, object count quota. */
const counted: { readonly [name: string]: string } = {
  services: 'Service',
  secrets: 'Secret',
  configmaps: 'ConfigMap',
  persistentvolumeclaims: 'PersistentVolumeClaim',
  replicationcontrollers: 'ReplicationController',
  resourcequotas: 'ResourceQuota',
  'deployments.apps': 'Deployment',
  'replicasets.apps': 'ReplicaSet',
  'statefulsets.apps': 'StatefulSet',
  'daemonsets.apps': 'DaemonSet',
  'jobs.batch': 'Job',
  'cronjobs.batch': 'CronJob',
  'ingresses.networking.k8s.io': 'Ingress',
};

/** One thing that takes of a quota. */
export type Share = { readonly name: string; readonly amount: number };
export type Use = { readonly shares: readonly Share[]; readonly unknown: readonly string[] };

/** What the change takes of one entry of a quota's `hard`; null when nothing in a manifest tells. */
export const usedOf = (entry: string, namespace: string, bundle: Bundle): Use | null => {
  const here = (kind: string): readonly ManifestObject[] =>
    bundle.ofKind(kind).filter((object) => namespaceOf(object.namespace) === namespaceOf(namespace));
  const count = (objects: readonly ManifestObject[]): Use => ({ shares: objects.map(({ name }) => ({ name, amount: 1 })), unknown: [] });
  const [, list, resource] = /^(requests|limits)\.(cpu|memory|ephemeral-storage|hugepages-.+|[a-z0-9.-]+\/.+)$/.exec(entry) ?? [];
  if (list !== undefined && resource !== undefined) return ofPods(list === 'limits' ? 'limits' : 'requests', resource, namespace, bundle);
  if (entry === 'cpu' || entry === 'memory' || entry === 'ephemeral-storage') return ofPods('requests', entry, namespace, bundle);
  if (entry === 'pods' || entry === 'count/pods') return ofPods(null, '', namespace, bundle);
  if (entry === 'services.loadbalancers') return count(here('Service').filter(({ value }) => typeOf(value) === 'LoadBalancer'));
  if (entry === 'services.nodeports')
    return count(here('Service').filter(({ value }) => typeOf(value) === 'NodePort' || typeOf(value) === 'LoadBalancer'));
  if (entry === 'requests.storage') return storage(here('PersistentVolumeClaim'), here('StatefulSet'), bundle);
  const kind = counted[entry.replace(/^count\//, '')];
  return kind === undefined ? null : count(here(kind));
};

const typeOf = (value: Json): string => stringAt(objectAt(value, 'spec'), 'type') ?? 'ClusterIP';

const ofPods = (list: ResourceList | null, name: string, namespace: string, bundle: Bundle): Use => {
  const ranges = rangesIn(bundle, namespace);
  const shares: Share[] = [];
  const unknown: string[] = [];
  for (const { workload } of podsIn(bundle, namespace)) {
    const pods = podCount(workload, bundle);
    const label = `${workload.object.kind} ${workload.object.name}`;
    if (pods === undefined) unknown.push(label);
    else shares.push({ name: label, amount: pods * (list === null ? 1 : podAmount(workload, list, name, ranges)) });
  }
  return { shares, unknown };
};

const storage = (claims: readonly ManifestObject[], sets: readonly ManifestObject[], bundle: Bundle): Use => {
  const request = (spec: Json): number => amount(memberOf(objectAt(objectAt(spec, 'resources'), 'requests'), 'storage'));
  const own = claims.map(({ name, value }) => ({ name, amount: request(objectAt(value, 'spec')) }));
  const made = sets.flatMap((set) => {
    const spec = objectAt(set.value, 'spec');
    const pods = scaledTo(set, bundle) ?? numberAt(spec, 'replicas') ?? 1;
    return listAt(spec, 'volumeClaimTemplates').map((claim) => ({
      name: `StatefulSet ${set.name}`,
      amount: pods * request(objectAt(claim, 'spec')),
    }));
  });
  return { shares: [...own, ...made], unknown: [] };
};
