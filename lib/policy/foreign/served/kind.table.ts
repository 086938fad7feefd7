import { isList, type JsonObject, memberOf, objectAt, stringAt } from '../../../model/json.ts';
import { all, type Change, fill, inEach, inMember } from './fill.ts';
import { servedOnlyPod, servedPodSpec } from './pod.ts';

const spec = (...changes: readonly Change[]): Change => inMember('spec', all(...changes));
const filling =
  (defaults: JsonObject): Change =>
  (value) =>
    fill(value, defaults);
// A struct is written even where it is empty: Go's encoding/json leaves none out.
const emptyMetadata = filling({ metadata: {} });
const template = inMember('template', all(emptyMetadata, inMember('spec', servedPodSpec)));

const rolling = (type: 'strategy' | 'updateStrategy', defaults: JsonObject): Change =>
  all(
    filling({ [type]: { type: 'RollingUpdate' } }),
    inMember(type, (strategy) => (memberOf(strategy, 'type') === 'RollingUpdate' ? fill(strategy, { rollingUpdate: defaults }) : strategy)),
  );

/** Who says how many run at once and not how many shall end wants a queue of work, which has no number. */
const counts: Change = (spec) =>
  fill(
    spec,
    memberOf(spec, 'completions') === undefined && memberOf(spec, 'parallelism') === undefined
      ? { completions: 1, parallelism: 1 }
      : { parallelism: 1 },
  );

const job = all(counts, filling({ backoffLimit: 6, completionMode: 'NonIndexed', suspend: false }), template);

const servicePort: Change = (port) => {
  const number = memberOf(port, 'port');
  return fill(port, { protocol: 'TCP', ...(typeof number === 'number' && { targetPort: number }) });
};

const serviceType: Change = (service) => {
  const type = memberOf(service, 'type');
  if (type !== 'NodePort' && type !== 'LoadBalancer') return service;
  return fill(service, { externalTrafficPolicy: 'Cluster', ...(type === 'LoadBalancer' && { allocateLoadBalancerNodePorts: true }) });
};

const policyTypes: Change = (policy) => {
  const egress = memberOf(policy, 'egress');
  return fill(policy, { policyTypes: isList(egress) && egress.length > 0 ? ['Ingress', 'Egress'] : ['Ingress'] });
};

/** Source: Kubernetes, "Automatic labelling" of namespaces. */
const ownName: Change = (namespace) =>
  fill(namespace, { metadata: { labels: { 'kubernetes.io/metadata.name': stringAt(objectAt(namespace, 'metadata'), 'name') ?? '' } } });

/** Every kind whose defaults a policy may ask about, by group and kind. Sources: kubernetes, pkg/apis/<group>/<version>/defaults.go of release 1.34. */
export const servedKinds: ReadonlyMap<string, Change> = new Map<string, Change>([
  [' Namespace', ownName],
  [' Pod', spec(servedPodSpec, servedOnlyPod)],
  [' PodTemplate', template],
  [' ReplicationController', spec(filling({ replicas: 1 }), template)],
  [
    ' Service',
    spec(
      filling({ sessionAffinity: 'None', type: 'ClusterIP', internalTrafficPolicy: 'Cluster' }),
      serviceType,
      inEach('ports', servicePort),
    ),
  ],
  [' Secret', filling({ type: 'Opaque' })],
  [' PersistentVolumeClaim', spec(filling({ volumeMode: 'Filesystem' }))],
  [' PersistentVolume', spec(filling({ volumeMode: 'Filesystem', persistentVolumeReclaimPolicy: 'Retain' }))],
  [
    'apps Deployment',
    spec(
      filling({ replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 }),
      rolling('strategy', { maxUnavailable: '25%', maxSurge: '25%' }),
      template,
    ),
  ],
  ['apps ReplicaSet', spec(filling({ replicas: 1 }), template)],
  [
    'apps StatefulSet',
    spec(
      filling({
        replicas: 1,
        revisionHistoryLimit: 10,
        podManagementPolicy: 'OrderedReady',
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      }),
      rolling('updateStrategy', { partition: 0 }),
      template,
    ),
  ],
  ['apps DaemonSet', spec(filling({ revisionHistoryLimit: 10 }), rolling('updateStrategy', { maxUnavailable: 1, maxSurge: 0 }), template)],
  ['batch Job', spec(job)],
  [
    'batch CronJob',
    spec(
      filling({ concurrencyPolicy: 'Allow', suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 }),
      inMember('jobTemplate', all(emptyMetadata, inMember('spec', template))),
    ),
  ],
  ['autoscaling HorizontalPodAutoscaler', spec(filling({ minReplicas: 1 }))],
  ['networking.k8s.io NetworkPolicy', spec(policyTypes)],
  // Without `omitempty` what is left out is null. Source: k8s.io/api/rbac/v1/types.go.
  ['rbac.authorization.k8s.io Role', filling({ rules: null })],
  ['rbac.authorization.k8s.io ClusterRole', filling({ rules: null })],
  ['storage.k8s.io StorageClass', filling({ reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' })],
]);
