import type { ContainerView } from '../../manifest/object.ts';
import { givenAt, isObject, listAt, memberOf, objectAt, stringAt } from '../../model/json.ts';
import { notEvaluated, problem, type Rule, type Statement } from '../rule.ts';
import { kubernetesRule, reference } from './define.ts';
import { podExample } from './example.ts';
import { called, shown } from './field.ts';
import { quantityOf } from './quantity.ts';
import { hasAmount, resourceOf } from './resource.ts';

const resources = (requests: string, limits: string): string =>
  podExample({ container: `resources:\n  requests: {${requests}}\n  limits: {${limits}}` });
const object = (apiVersion: string, kind: string, rest: string): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: shop\n${rest}`;
const storage = (mode: string, amount: string): string =>
  object(
    'apps/v1',
    'StatefulSet',
    `spec:\n  serviceName: shop\n  selector: {matchLabels: {app: shop}}\n  template:\n    metadata: {labels: {app: shop}}\n    spec: {containers: [{name: web, image: a}]}\n  volumeClaimTemplates:\n    - metadata: {name: data}\n      spec:\n        accessModes: [${mode}]\n        resources: {requests: {${amount}}}\n`,
  );

/** A limit alone is the request too, unless only what is written counts. Source: SetDefaults_Pod of the API server. */
const differs = (container: ContainerView, name: string, written = false): string | null => {
  const [request, limit] = [resourceOf(container, 'requests', name), resourceOf(container, 'limits', name)];
  if (request === undefined && (limit === undefined || !written)) return null;
  return request !== undefined && limit !== undefined && quantityOf(request) === quantityOf(limit)
    ? null
    : `${name} request ${shown(request)}, limit ${shown(limit)}`;
};

function* aboveMaximum(
  { container }: { container: ContainerView },
  { params }: { params: Parameters<typeof memberOf>[0] },
): Iterable<Statement> {
  for (const list of ['requests', 'limits'] as const) {
    for (const name of ['cpu', 'memory']) {
      const [value, maximum] = [quantityOf(resourceOf(container, list, name)), quantityOf(memberOf(objectAt(params, list), name))];
      if (value !== undefined && maximum !== undefined && value > maximum) {
        yield problem(
          `the ${name} ${list.slice(0, -1)} of ${called(container)} (${shown(resourceOf(container, list, name))}) is above ${shown(memberOf(objectAt(params, list), name))}`,
          {
            pointer: `${container.pointer}/resources/${list}/${name}`,
          },
        );
      }
    }
  }
}

export const quotaRules: readonly Rule[] = [
  kubernetesRule({
    id: 'request-equals-limit',
    title: 'Requests equal limits',
    severity: 'info',
    severityReason: 'Only such pods are the last to be evicted; for many workloads that is more than is needed.',
    remediation: 'Set requests and limits to the same amounts.',
    reference: reference.resources,
    category: 'resources',
    bad: resources('cpu: 100m', 'cpu: 200m'),
    good: resources('cpu: 0.1, memory: 1Gi', 'cpu: 100m, memory: 1024Mi'),
    on: 'container',
    defaultParams: { written: false, names: ['cpu', 'memory'] },
    *check({ container }, { params }) {
      for (const name of listAt(params, 'names').map(String)) {
        const how = differs(container, name, params['written'] === true);
        if (how !== null) yield problem(`${called(container)}: ${how}`, { pointer: `${container.pointer}/resources`, discriminator: name });
      }
    },
  }),
  kubernetesRule({
    id: 'ephemeral-storage',
    title: 'Containers request and limit ephemeral storage',
    severity: 'info',
    severityReason: 'One container that fills the disk has every pod of the node evicted.',
    remediation: 'Set ephemeral-storage under requests and limits.',
    reference: reference.resources,
    category: 'resources',
    bad: podExample({}),
    good: resources('ephemeral-storage: 1Gi', 'ephemeral-storage: 2Gi'),
    on: 'container',
    *check({ container }) {
      const missing = (['requests', 'limits'] as const).filter((list) => !hasAmount(container, list, 'ephemeral-storage'));
      if (missing.length > 0)
        yield problem(`${called(container)} sets no ephemeral-storage under ${missing.join(' and ')}`, {
          pointer: `${container.pointer}/resources`,
        });
    },
  }),
  kubernetesRule({
    id: 'ephemeral-storage-equal',
    title: 'The ephemeral storage requested is the limit',
    severity: 'info',
    severityReason: 'What is used above the request may be taken away when the disk is full.',
    remediation: 'Set both to the same amount.',
    reference: reference.resources,
    category: 'resources',
    bad: resources('ephemeral-storage: 1Gi', 'ephemeral-storage: 2Gi'),
    good: resources('ephemeral-storage: 1Gi', 'ephemeral-storage: 1024Mi'),
    on: 'container',
    *check({ container }) {
      // What has no limit is another rule's finding.
      const how = hasAmount(container, 'limits', 'ephemeral-storage') ? differs(container, 'ephemeral-storage') : null;
      if (how !== null) yield problem(`${called(container)}: ${how}`, { pointer: `${container.pointer}/resources` });
    },
  }),
  kubernetesRule({
    id: 'resource-max',
    title: 'Requests and limits stay below a maximum',
    severity: 'low',
    severityReason: 'A slip of a unit takes whole nodes.',
    remediation: 'Lower the amount, or raise the maximum in the policy.',
    reference: reference.resources,
    category: 'resources',
    bad: resources('memory: 100Gi', 'memory: 100Gi'),
    good: resources('memory: 1Gi', 'memory: 1Gi'),
    on: 'container',
    defaultParams: { requests: { cpu: '16', memory: '64Gi' }, limits: { cpu: '32', memory: '64Gi' } },
    check: aboveMaximum,
  }),
  kubernetesRule({
    id: 'resource-ratio',
    title: 'Limits are not far above requests',
    severity: 'info',
    severityReason: 'Nodes are filled by requests and used up to limits.',
    remediation: 'Raise the request or lower the limit.',
    reference: reference.resources,
    category: 'resources',
    bad: resources('memory: 64Mi', 'memory: 4Gi'),
    good: resources('memory: 64Mi', 'memory: 128Mi'),
    on: 'container',
    defaultParams: { maximum: 10 },
    *check({ container }, { params }) {
      for (const name of ['cpu', 'memory']) {
        const [request, limit] = [quantityOf(resourceOf(container, 'requests', name)), quantityOf(resourceOf(container, 'limits', name))];
        if (!request || limit === undefined || limit / request <= Number(params['maximum'])) continue;
        yield problem(`the ${name} limit of ${called(container)} is ${Math.round(limit / request)} times its request`, {
          pointer: `${container.pointer}/resources`,
          discriminator: name,
        });
      }
    },
  }),
  kubernetesRule({
    id: 'resource-quantity',
    title: 'Amounts of resources make sense',
    severity: 'medium',
    severityReason: 'memory: 500m is half a byte, and no container starts with it.',
    remediation: 'Use Mi or Gi for memory, m or whole numbers for CPU.',
    reference: reference.resources,
    category: 'resources',
    bad: podExample({ container: 'resources:\n  limits: {memory: 500m}' }),
    good: podExample({ container: 'resources:\n  limits: {memory: 500Mi, cpu: 500m}' }),
    on: 'container',
    *check({ container }) {
      for (const list of ['requests', 'limits'] as const) {
        for (const [name, value] of Object.entries(objectAt(objectAt(container.value, 'resources'), list))) {
          const amount = quantityOf(value);
          const isTiny = name === 'memory' && amount !== undefined && amount > 0 && amount < 1024 * 1024;
          if (amount !== undefined && amount >= 0 && !isTiny) continue;
          const why = amount === undefined ? 'is not an amount' : isTiny ? 'is less than a megabyte' : 'is negative';
          yield problem(`the ${name} ${list.slice(0, -1)} of ${called(container)} (${shown(value)}) ${why}`, {
            pointer: `${container.pointer}/resources/${list}/${name}`,
          });
        }
      }
    },
  }),
  kubernetesRule({
    id: 'limit-range',
    title: 'Namespaces have a complete LimitRange',
    severity: 'low',
    severityReason: 'A container without limits of its own gets those of the LimitRange, or none.',
    remediation: 'Add a LimitRange with default, defaultRequest, min and max for containers.',
    reference: reference.limitRange,
    category: 'resources',
    bad: object('v1', 'LimitRange', 'spec:\n  limits:\n    - type: Container\n      default: {cpu: 1}\n'),
    good: object(
      'v1',
      'LimitRange',
      'spec:\n  limits:\n    - {type: Container, default: {cpu: 1}, defaultRequest: {cpu: 1}, min: {cpu: 1}, max: {cpu: 1}}\n',
    ),
    on: 'object',
    alone: { why: 'its LimitRanges are in the cluster', kinds: ['Namespace'], others: 'asked' },
    kinds: ['LimitRange', 'Namespace'],
    *check({ object: found }, { change }) {
      if (found.kind === 'Namespace') {
        if (!change.bundle?.ofKind('LimitRange').some(({ namespace }) => namespace === found.name))
          yield problem(`the namespace "${found.name}" has no LimitRange in the change`);
        return;
      }
      const limits = listAt(objectAt(found.value, 'spec'), 'limits').filter((limit) => stringAt(limit, 'type') === 'Container');
      const missing = ['default', 'defaultRequest', 'min', 'max'].filter(
        (field) => !limits.some((limit) => isObject(memberOf(limit, field))),
      );
      if (missing.length > 0) yield problem(`the LimitRange sets no ${missing.join(', ')} for containers`, { pointer: '/spec/limits' });
    },
  }),
  kubernetesRule({
    id: 'resource-quota',
    title: 'Namespaces have a complete ResourceQuota',
    severity: 'low',
    severityReason: 'Without one a namespace can take all of the cluster.',
    remediation: 'Add a ResourceQuota with requests and limits of CPU and memory.',
    reference: reference.quota,
    category: 'resources',
    bad: object('v1', 'ResourceQuota', 'spec:\n  hard: {requests.cpu: 1}\n'),
    good: object('v1', 'ResourceQuota', 'spec:\n  hard: {requests.cpu: 1, requests.memory: 1Gi, limits.cpu: 1, limits.memory: 1Gi}\n'),
    on: 'object',
    alone: { why: 'its ResourceQuotas are in the cluster', kinds: ['Namespace'], others: 'asked' },
    kinds: ['ResourceQuota', 'Namespace'],
    *check({ object: found }, { change }) {
      if (found.kind === 'Namespace') {
        if (!change.bundle?.ofKind('ResourceQuota').some(({ namespace }) => namespace === found.name))
          yield problem(`the namespace "${found.name}" has no ResourceQuota in the change`);
        return;
      }
      const hard = objectAt(objectAt(found.value, 'spec'), 'hard');
      const missing = ['requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory'].filter(
        (name) => givenAt(hard, name) === undefined,
      );
      if (missing.length > 0) yield problem(`the quota sets no ${missing.join(', ')}`, { pointer: '/spec/hard' });
    },
  }),
  kubernetesRule({
    id: 'pvc-access-mode',
    title: 'Claims of StatefulSets are used by one node',
    severity: 'info',
    severityReason: 'Pods that share a volume lose what keeps them apart.',
    remediation: 'Use ReadWriteOnce or ReadWriteOncePod.',
    reference: reference.statefulSet,
    category: 'resources',
    bad: storage('ReadWriteMany', 'storage: 1Gi'),
    good: storage('ReadWriteOnce', 'storage: 1Gi'),
    on: 'object',
    kinds: ['StatefulSet'],
    *check({ object: found }) {
      for (const [at, claim] of listAt(objectAt(found.value, 'spec'), 'volumeClaimTemplates').entries()) {
        const modes = listAt(objectAt(claim, 'spec'), 'accessModes');
        if (modes.some((mode) => mode !== 'ReadWriteOnce' && mode !== 'ReadWriteOncePod'))
          yield problem(`a claim asks for ${modes.join(', ')}`, { pointer: `/spec/volumeClaimTemplates/${at}` });
      }
    },
  }),
  kubernetesRule({
    id: 'pvc-request',
    title: 'Claims say how much they need',
    severity: 'low',
    severityReason: 'The API server refuses a claim without an amount.',
    remediation: 'Set resources.requests.storage.',
    reference: reference.statefulSet,
    category: 'resources',
    bad: storage('ReadWriteOnce', ''),
    good: storage('ReadWriteOnce', 'storage: 1Gi'),
    on: 'object',
    kinds: ['StatefulSet'],
    *check({ object: found }) {
      for (const [at, claim] of listAt(objectAt(found.value, 'spec'), 'volumeClaimTemplates').entries()) {
        const amount = memberOf(objectAt(objectAt(objectAt(claim, 'spec'), 'resources'), 'requests'), 'storage');
        if (quantityOf(amount) === undefined) yield problem('a claim requests no storage', { pointer: `/spec/volumeClaimTemplates/${at}` });
      }
    },
  }),
  kubernetesRule({
    id: 'storage-class',
    title: 'Claims name an allowed storage class',
    severity: 'info',
    severityReason: 'The default class of a cluster can be anything, and can change.',
    remediation: 'Set storageClassName to one of those that the policy allows.',
    reference: reference.volumes,
    category: 'resources',
    bad: object('v1', 'PersistentVolumeClaim', 'spec: {}\n'),
    good: object('v1', 'PersistentVolumeClaim', 'spec: {storageClassName: fast}\n'),
    on: 'object',
    kinds: ['PersistentVolumeClaim'],
    defaultParams: { allowed: [] },
    *check({ object: found }, { params }) {
      const name = stringAt(objectAt(found.value, 'spec'), 'storageClassName') ?? '';
      const allowed = listAt(params, 'allowed');
      if (name === '' || (allowed.length > 0 && !allowed.includes(name)))
        yield problem(name === '' ? 'the claim names no storage class' : `the storage class "${name}" is not allowed`, {
          pointer: '/spec/storageClassName',
        });
    },
  }),
  kubernetesRule({
    id: 'pv-encryption',
    title: 'Volumes are encrypted',
    severity: 'medium',
    severityReason: 'Who gets hold of the disk or a snapshot reads everything.',
    remediation: 'Use a storage class that encrypts.',
    reference: reference.volumes,
    category: 'secrets',
    bad: `${object('v1', 'PersistentVolume', 'spec: {storageClassName: fast}\n')}---\n${object('storage.k8s.io/v1', 'StorageClass', 'provisioner: ebs.csi.aws.com\nparameters: {type: gp3}\n').replace('name: shop', 'name: fast')}`,
    good: `${object('v1', 'PersistentVolume', 'spec: {storageClassName: fast}\n')}---\n${object('storage.k8s.io/v1', 'StorageClass', 'provisioner: ebs.csi.aws.com\nparameters: {type: gp3, encrypted: "true"}\n').replace('name: shop', 'name: fast')}`,
    on: 'object',
    alone: { why: 'the storage class is in the cluster' },
    kinds: ['PersistentVolume'],
    *check({ object: found }, { change }): Iterable<Statement> {
      const name = stringAt(objectAt(found.value, 'spec'), 'storageClassName') ?? '';
      const storageClass = change.bundle?.find('StorageClass', '', name);
      if (!storageClass) yield notEvaluated(`the storage class "${name}" is not in the change`);
      else if (!encrypts(objectAt(storageClass.value, 'parameters')))
        yield problem(`the storage class "${name}" does not encrypt`, { pointer: '/spec/storageClassName' });
    },
  }),
];

/** Parameters by which the drivers of the large clouds encrypt. */
const encrypts = (parameters: Parameters<typeof memberOf>[0]): boolean =>
  String(memberOf(parameters, 'encrypted')) === 'true' ||
  ['kmsKeyId', 'disk-encryption-kms-key', 'diskEncryptionSetID', 'kmsKeyID'].some((name) => (stringAt(parameters, name) ?? '') !== '') ||
  Object.values(isObject(parameters) ? parameters : {}).some((value) => typeof value === 'string' && value.includes('/cryptoKeys/'));
