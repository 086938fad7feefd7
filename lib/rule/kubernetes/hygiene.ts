import type { ContainerView, ManifestObject, Workload } from '../../manifest/object.ts';
import { type Json, listAt, memberOf, objectAt, pointerToken, stringAt } from '../../model/json.ts';
import { problem, type Rule } from '../rule.ts';
import { kubernetesRule, reference } from './define.ts';
import { deploymentExample, podExample } from './example.ts';
import { called } from './field.ts';
import { clusterKinds, replacedVersions } from './kind.table.ts';
import { labelsOf } from './pods.ts';

/** Objects that the cluster itself keeps in the default namespace. */
const ownedByCluster = new Set([
  'Service/kubernetes',
  'ServiceAccount/default',
  'Endpoints/kubernetes',
  'EndpointSlice/kubernetes',
  'ConfigMap/kube-root-ca.crt',
  'Lease/kubernetes',
]);
const namespaced = (metadata: string, namespace: string): string => podExample({ metadata: `namespace: ${namespace}${metadata}` });
const labelValue = /^(?:[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$/;
const mailAddress = /[^\s@]{1,64}@[^\s@.]{1,63}\.[^\s@]{1,190}/;
const systemNamespaces = new Set(['kube-system', 'kube-public', 'kube-node-lease']);

const mentions = (workload: Workload, word: string): boolean => {
  const { object } = workload;
  const name = memberOf(workload.metadata, 'name');
  return [object.name, typeof name === 'string' ? name : ''].some((text) => new RegExp(`(?:^|-)${word}(?:-|$)`).test(text));
};

const minorOf = (version: string): number => Number(/^v?1\.(\d+)/.exec(version)?.[1] ?? Number.NaN);

export const hygieneRules: readonly Rule[] = [
  kubernetesRule({
    id: 'default-namespace',
    title: 'Objects are not in the default namespace',
    severity: 'low',
    severityReason: 'What shares a namespace shares its rights, quotas and policies.',
    remediation: 'Set metadata.namespace to one made for the workload.',
    reference: reference.namespaces,
    category: 'hygiene',
    bad: podExample({}),
    good: namespaced('', 'shop'),
    on: 'object',
    kinds: ['*'],
    defaultParams: { unset: true },
    *check({ object }, { params }) {
      const isDefault = object.namespace === 'default' || (object.namespace === '' && params['unset'] === true);
      if (!isDefault || clusterKinds.has(object.kind) || ownedByCluster.has(`${object.kind}/${object.name}`) || isForeign(object)) return;
      yield problem(`${object.kind} "${object.name}" is in the default namespace`, { pointer: '/metadata/namespace' });
    },
  }),
  kubernetesRule({
    id: 'system-namespace',
    title: 'Workloads are not in the system’s namespaces',
    severity: 'medium',
    severityReason: 'There they may use accounts and priorities of the cluster itself.',
    remediation: 'Set metadata.namespace to one made for the workload.',
    reference: reference.namespaces,
    category: 'hygiene',
    bad: namespaced('', 'kube-system'),
    good: namespaced('', 'shop'),
    on: 'workload',
    // The control plane's own pods are told by their label; a policy may ask for the priority that its static pods have, too.
    defaultParams: { critical: false },
    *check({ workload }, { params }) {
      const { object, spec } = workload;
      const isCritical = params['critical'] !== true || stringAt(spec, 'priorityClassName') === 'system-node-critical';
      if (!systemNamespaces.has(object.namespace) || (object.labels['tier'] === 'control-plane' && isCritical)) return;
      yield problem(`${object.kind} "${object.name}" is in ${object.namespace}`, { pointer: '/metadata/namespace' });
    },
  }),
  kubernetesRule({
    id: 'required-labels',
    title: 'Objects carry the labels that are required',
    severity: 'info',
    severityReason: 'Who owns a workload and what it belongs to is asked first in an incident.',
    remediation: 'Add the labels to the object.',
    reference: reference.labels,
    category: 'hygiene',
    bad: podExample({}),
    good: podExample({ metadata: 'labels: {app.kubernetes.io/name: web}' }),
    on: 'workload',
    defaultParams: {
      on: ['object', 'template'],
      all: [],
      any: [
        'app',
        'app.kubernetes.io/name',
        'app.kubernetes.io/instance',
        'app.kubernetes.io/component',
        'app.kubernetes.io/part-of',
        'k8s-app',
        'owner',
      ],
    },
    *check({ workload }, { params }) {
      const places = listAt(params, 'on');
      const holders = [
        ...(places.includes('object') ? [workload.object.labels] : []),
        ...(places.includes('template') ? [labelsOf(workload)] : []),
      ];
      const lacks = (name: Json): boolean => typeof name !== 'string' || holders.some((labels) => labels[name] === undefined);
      const missing = listAt(params, 'all').filter(lacks);
      const any = listAt(params, 'any');
      const hasAny =
        any.length === 0 || holders.every((labels) => any.some((name) => typeof name === 'string' && labels[name] !== undefined));
      if (missing.length > 0)
        yield problem(
          `${missing.length > 1 ? 'the labels' : 'the label'} ${missing.join(', ')} ${missing.length > 1 ? 'are' : 'is'} missing`,
          { pointer: '/metadata/labels' },
        );
      else if (!hasAny) yield problem(`none of the labels ${any.join(', ')} is set`, { pointer: '/metadata/labels' });
    },
  }),
  kubernetesRule({
    id: 'required-annotations',
    title: 'Objects carry the annotations that are required',
    severity: 'info',
    severityReason: 'Whom to ask about a workload should stand in it.',
    remediation: 'Add the annotations to the object.',
    reference: reference.labels,
    category: 'hygiene',
    bad: podExample({}),
    good: podExample({ metadata: 'annotations: {email: shop@example.com}' }),
    on: 'workload',
    defaultParams: { all: ['email'], addresses: ['email'] },
    *check({ workload }, { params }) {
      const { annotations } = workload.object;
      const missing = listAt(params, 'all').filter((name) => typeof name !== 'string' || annotations[name] === undefined);
      if (missing.length > 0)
        yield problem(
          `${missing.length > 1 ? 'the annotations' : 'the annotation'} ${missing.join(', ')} ${missing.length > 1 ? 'are' : 'is'} missing`,
          { pointer: '/metadata/annotations' },
        );
      for (const name of listAt(params, 'addresses')) {
        const value = typeof name === 'string' ? annotations[name] : undefined;
        if (value === undefined || mailAddress.test(value)) continue;
        yield problem(`the annotation ${String(name)} holds no mail address`, {
          pointer: `/metadata/annotations/${pointerToken(String(name))}`,
          discriminator: String(name),
        });
      }
    },
  }),
  kubernetesRule({
    id: 'label-values',
    title: 'Label values are valid',
    severity: 'medium',
    severityReason: 'The API server refuses the object.',
    remediation: 'Use at most 63 letters, digits, hyphens, underscores and dots, and quote numbers and booleans.',
    reference: reference.labels,
    category: 'hygiene',
    bad: podExample({ metadata: 'labels: {owner: "shop team"}' }),
    good: podExample({ metadata: 'labels: {owner: shop-team, empty: ""}' }),
    on: 'object',
    kinds: ['*'],
    *check({ object }) {
      for (const [name, value] of Object.entries(objectAt(objectAt(object.value, 'metadata'), 'labels'))) {
        if (typeof value === 'string' && labelValue.test(value)) continue;
        yield problem(`the label ${name} has the value ${JSON.stringify(value)}, which is not valid`, {
          pointer: `/metadata/labels/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
        });
      }
    },
  }),
  kubernetesRule({
    id: 'instance-label',
    title: 'The instance label is the object’s name',
    severity: 'info',
    severityReason: 'Tools that group by the label show the workload under another name.',
    remediation: 'Set app.kubernetes.io/instance to metadata.name.',
    reference: reference.labels,
    category: 'hygiene',
    bad: podExample({ metadata: 'labels: {app.kubernetes.io/instance: other}' }),
    good: podExample({ metadata: 'labels: {app.kubernetes.io/instance: web}' }),
    on: 'workload',
    defaultParams: { required: false },
    *check({ workload }, { params }) {
      const { labels, name } = workload.object;
      const instance = labels['app.kubernetes.io/instance'];
      if (instance === name || (instance === undefined && params['required'] !== true)) return;
      yield problem(`the label app.kubernetes.io/instance is ${instance === undefined ? 'not set' : `"${instance}"`}, the name "${name}"`, {
        pointer: '/metadata/labels',
      });
    },
  }),
  kubernetesRule({
    id: 'deprecated-api',
    title: 'No API version that is going away',
    severity: 'medium',
    severityReason: 'Newer clusters refuse the object.',
    remediation: 'Use the version that the message names.',
    reference: reference.deprecation,
    category: 'hygiene',
    bad: deploymentExample({}).replace('apps/v1', 'apps/v1beta2'),
    good: deploymentExample({}),
    on: 'object',
    kinds: ['*'],
    defaultParams: { kubernetesVersion: '' },
    *check({ object }, { params }) {
      const replaced = replacedVersions.get(`${object.apiVersion}/${object.kind}`);
      if (!replaced) return;
      const target = minorOf(String(params['kubernetesVersion']));
      if (target < replaced.since) return;
      const when = replaced.removed === null ? 'is deprecated' : `is gone since Kubernetes 1.${replaced.removed}`;
      const instead = replaced.instead === null ? 'it has no successor' : `use ${replaced.instead}`;
      yield problem(`${object.apiVersion} ${object.kind} ${when}; ${instead}`, { pointer: '/apiVersion' });
    },
  }),
  kubernetesRule({
    id: 'tiller',
    title: 'Tiller is not deployed',
    severity: 'high',
    severityReason: 'Tiller may do everything in the cluster and asks nobody who they are; Helm needs it no more.',
    remediation: 'Move to Helm 3 or newer and delete Tiller and its Service.',
    reference: 'https://helm.sh/docs/topics/v2_v3_migration/',
    category: 'hygiene',
    bad: podExample({ image: 'gcr.io/kubernetes-helm/tiller:v2.17.0' }),
    good: podExample({}),
    on: 'bundle',
    alone: true,
    defaultParams: { onlyReachable: false },
    *check({ bundle }, { params }) {
      for (const workload of bundle.workloads) {
        const { object } = workload;
        if (params['onlyReachable'] === true && workload.containers.some(isOnLoopback)) continue;
        const byImage = workload.containers.find(({ image }) => /(?:^|\/)tiller(?:[:@]|$)/.test(image));
        if (byImage)
          yield problem(`${called(byImage)} is Tiller`, { object, container: byImage.name, pointer: `${byImage.pointer}/image` });
        else if (mentions(workload, 'tiller') || isTiller(labelsOf(workload)))
          yield problem(`${object.kind} "${object.name}" is Tiller by its name or labels`, { object });
      }
      for (const service of bundle.ofKind('Service')) {
        if (isTiller(service.labels) || service.name === 'tiller-deploy')
          yield problem(`the Service "${service.name}" is Tiller's`, { object: service });
      }
    },
  }),
  kubernetesRule({
    id: 'dashboard',
    title: 'The Kubernetes Dashboard is not deployed',
    severity: 'medium',
    severityReason: 'It shows and changes the cluster in a browser, often with more rights than its users have.',
    remediation: 'Remove it, or keep it off the network and waive this.',
    reference: 'https://kubernetes.io/docs/tasks/access-application-cluster/web-ui-dashboard/',
    category: 'hygiene',
    bad: podExample({ image: 'docker.io/kubernetesui/dashboard:v2.7.0' }),
    good: podExample({}),
    on: 'bundle',
    alone: true,
    *check({ bundle }) {
      for (const workload of bundle.workloads) {
        const labels = { ...workload.object.labels, ...labelsOf(workload) };
        const byImage = workload.containers.some(({ image }) => /kubernetesui\/dashboard|kubernetes-dashboard/.test(image));
        const byName =
          labels['app'] === 'kubernetes-dashboard' ||
          labels['k8s-app'] === 'kubernetes-dashboard' ||
          memberOf(workload.spec, 'serviceAccountName') === 'kubernetes-dashboard';
        if (byImage || byName)
          yield problem(`${workload.object.kind} "${workload.object.name}" is the Dashboard, or uses its account`, {
            object: workload.object,
          });
      }
      for (const binding of [...bundle.ofKind('ClusterRoleBinding'), ...bundle.ofKind('RoleBinding')]) {
        if (memberOf(objectAt(binding.value, 'roleRef'), 'name') !== 'kubernetes-dashboard') continue;
        yield problem(`${binding.kind} "${binding.name}" gives out the Dashboard's role`, { object: binding, pointer: '/roleRef' });
      }
    },
  }),
];

const isOnLoopback = ({ value }: ContainerView): boolean =>
  listAt(value, 'args').some((word) => typeof word === 'string' && /^--?listen[= ](?:localhost|127\.0\.0\.1)/.test(word));

const isTiller = (labels: { readonly [name: string]: string }): boolean =>
  labels['name'] === 'tiller' || (labels['app'] === 'helm' && labels['name'] === 'tiller');

/** Kinds of other groups may be of the cluster; without their definition nobody can say. */
const isForeign = ({ apiVersion, namespace }: ManifestObject): boolean => {
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
  return namespace === '' && group.includes('.') && !group.endsWith('.k8s.io');
};
