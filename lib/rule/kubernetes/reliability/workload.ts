import type { Bundle, Workload } from '../../../manifest/object.ts';
import { givenAt, isObject, type Json, listAt, memberOf, numberAt, objectAt, stringAt } from '../../../model/json.ts';
import { problem, type Rule, type Statement } from '../../rule.ts';
import { kubernetesRule, reference } from '../define.ts';
import { deploymentExample, podExample } from '../example.ts';
import { labelsOf } from '../pods.ts';
import { isBehindService, servicesUnseen } from '../probe.ts';
import { hasLabels, isEmptySelector, matchesLabels } from '../selector.ts';

export const replicated = new Set(['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController', 'DeploymentConfig', 'Rollout']);
const specOf = ({ object }: Workload) => objectAt(object.value, 'spec');
const terms = ({ spec }: Workload): readonly Json[] => {
  const rules = objectAt(objectAt(spec, 'affinity'), 'podAntiAffinity');
  const preferred = listAt(rules, 'preferredDuringSchedulingIgnoredDuringExecution').map((one) => memberOf(one, 'podAffinityTerm') ?? null);
  return [...listAt(rules, 'requiredDuringSchedulingIgnoredDuringExecution'), ...preferred];
};

/** Whether a term keeps pods of the workload itself apart. */
const keepsApart = (workload: Workload, term: Json): boolean => {
  const namespaces = listAt(term, 'namespaces');
  const own = workload.object.namespace || 'default';
  const isHere = namespaces.length === 0 || namespaces.includes(own);
  return isHere && stringAt(term, 'topologyKey') !== undefined && matchesLabels(memberOf(term, 'labelSelector'), labelsOf(workload));
};

/** Kinds whose selector the API server does not fill in. Source: validation of apps/v1. */
const selectorKinds = new Set(['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet']);

const selectorMismatch = (workload: Workload, isRequired: boolean): boolean => {
  const holder = workload.object.kind === 'CronJob' ? objectAt(objectAt(specOf(workload), 'jobTemplate'), 'spec') : specOf(workload);
  const selector = memberOf(holder, 'selector');
  const isMissing = selector === undefined || selector === null || (isRequired && isEmptySelector(selector));
  if (isMissing) return isRequired && selectorKinds.has(workload.object.kind);
  const isPlain = workload.object.kind === 'ReplicationController' || workload.object.kind === 'DeploymentConfig';
  return !(isPlain ? hasLabels(selector, labelsOf(workload)) : matchesLabels(selector, labelsOf(workload)));
};

/** What the API server refuses. Source: validateTopologySpreadConstraints. */
const wrongConstraint = (constraint: Json): string | null => {
  const [skew, unsatisfied, minimum] = [
    memberOf(constraint, 'maxSkew'),
    memberOf(constraint, 'whenUnsatisfiable'),
    memberOf(constraint, 'minDomains'),
  ];
  if (typeof skew !== 'number' || skew < 1) return 'maxSkew is not above 0';
  if ((stringAt(constraint, 'topologyKey') ?? '') === '') return 'it names no topologyKey';
  if (!isObject(memberOf(constraint, 'labelSelector'))) return 'without a labelSelector it counts no pods';
  if (unsatisfied !== 'DoNotSchedule' && unsatisfied !== 'ScheduleAnyway')
    return 'whenUnsatisfiable is neither DoNotSchedule nor ScheduleAnyway';
  if (minimum === undefined || minimum === null) return null;
  if (typeof minimum !== 'number' || minimum < 1) return 'minDomains is not above 0';
  return unsatisfied === 'DoNotSchedule' ? null : 'minDomains needs whenUnsatisfiable: DoNotSchedule';
};

export const workloadRules: readonly Rule[] = [
  kubernetesRule({
    id: 'replicas',
    title: 'Workloads have several pods',
    severity: 'low',
    severityReason: 'With one pod every rollout, node change or crash is an outage.',
    remediation: 'Set replicas to 2 or more, or add an autoscaler.',
    reference: reference.deployment,
    category: 'reliability',
    bad: deploymentExample({ spec: 'replicas: 1' }),
    good: deploymentExample({ spec: 'replicas: 2' }),
    on: 'workload',
    defaultParams: { minimum: 2, kinds: ['Deployment', 'DeploymentConfig', 'Rollout'], onlyBehindService: false },
    *check({ workload }, { params, change }) {
      const { object } = workload;
      if (!listAt(params, 'kinds').includes(object.kind)) return;
      if (params['onlyBehindService'] === true) {
        if (change.isAlone) yield servicesUnseen;
        if (change.isAlone || !isBehindService(workload, change)) return;
      }
      const isScaled = change.bundle
        ?.ofKind('HorizontalPodAutoscaler')
        .some((hpa) => stringAt(objectAt(objectAt(hpa.value, 'spec'), 'scaleTargetRef'), 'name') === object.name);
      const written = givenAt(specOf(workload), 'replicas') ?? 1;
      // Of another type it is the schema's finding, and nobody knows how many were meant.
      const replicas = typeof written === 'number' ? written : Number.POSITIVE_INFINITY;
      if (!isScaled && replicas < Number(params['minimum']))
        yield problem(`"${object.name}" has ${replicas} pod${replicas === 1 ? '' : 's'}`, { pointer: '/spec/replicas' });
    },
  }),
  kubernetesRule({
    id: 'anti-affinity',
    title: 'Pods of one workload keep apart',
    severity: 'low',
    severityReason: 'Pods on one node go away together.',
    remediation: 'Add a podAntiAffinity term that selects the workload’s own pods, by host name.',
    reference: reference.scheduling,
    category: 'reliability',
    bad: deploymentExample({ spec: 'replicas: 2' }),
    good: deploymentExample({
      spec: 'replicas: 2',
      pod: 'affinity:\n  podAntiAffinity:\n    requiredDuringSchedulingIgnoredDuringExecution:\n      - {topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: web}}}',
    }),
    on: 'workload',
    // Of a workload that writes none the API server makes one; an autoscaler may make more.
    defaultParams: { unsetReplicas: 1 },
    *check({ workload }, { params }) {
      const replicas = numberAt(specOf(workload), 'replicas') ?? Number(params['unsetReplicas']);
      if (!replicated.has(workload.object.kind) || replicas < 2 || terms(workload).some((term) => keepsApart(workload, term))) return;
      yield problem(`nothing keeps the ${replicas} pods of "${workload.object.name}" on different nodes`, {
        pointer: `${workload.podPointer}/affinity`,
      });
    },
  }),
  kubernetesRule({
    id: 'node-affinity',
    title: 'Workloads say on which nodes they run',
    severity: 'info',
    severityReason: 'Only clusters with unlike nodes need it.',
    remediation: 'Set affinity.nodeAffinity.',
    reference: reference.scheduling,
    category: 'reliability',
    bad: deploymentExample({}),
    good: deploymentExample({
      pod: 'affinity:\n  nodeAffinity:\n    requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: disk, operator: Exists}]}]}',
    }),
    on: 'workload',
    *check({ workload }) {
      if (Object.keys(objectAt(objectAt(workload.spec, 'affinity'), 'nodeAffinity')).length === 0) {
        yield problem('the pod sets no node affinity', { pointer: `${workload.podPointer}/affinity` });
      }
    },
  }),
  kubernetesRule({
    id: 'topology-spread',
    title: 'Pods spread over the topology',
    severity: 'low',
    severityReason: 'Pods in one zone go away together.',
    remediation: 'Add topologySpreadConstraints that select the workload’s own pods.',
    reference: 'https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/',
    category: 'reliability',
    bad: deploymentExample({}),
    good: deploymentExample({
      pod: 'topologySpreadConstraints:\n  - {maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabels: {app: web}}}',
    }),
    on: 'workload',
    defaultParams: { kinds: [...replicated] },
    *check({ workload }, { params }) {
      const constraints = listAt(workload.spec, 'topologySpreadConstraints');
      for (const [at, constraint] of constraints.entries()) {
        const wrong = wrongConstraint(constraint);
        if (wrong !== null)
          yield problem(`a topology spread constraint is not valid: ${wrong}`, {
            pointer: `${workload.podPointer}/topologySpreadConstraints/${at}`,
          });
      }
      if (!listAt(params, 'kinds').includes(workload.object.kind)) return;
      if (
        constraints.some(
          (one) => isEmptySelector(memberOf(one, 'labelSelector')) || matchesLabels(memberOf(one, 'labelSelector'), labelsOf(workload)),
        )
      )
        return;
      const how = constraints.length === 0 ? 'no topology spread constraint' : 'no topology spread constraint that selects its own pods';
      yield problem(`"${workload.object.name}" has ${how}`, { pointer: `${workload.podPointer}/topologySpreadConstraints` });
    },
  }),
  kubernetesRule({
    id: 'rolling-update',
    title: 'Updates roll',
    severity: 'low',
    severityReason: 'Any other strategy takes all pods away before the new ones serve.',
    remediation: 'Set strategy.type: RollingUpdate.',
    reference: reference.deployment,
    category: 'reliability',
    bad: deploymentExample({ spec: 'strategy: {type: Recreate}' }),
    good: deploymentExample({ spec: 'strategy: {type: RollingUpdate}' }),
    on: 'object',
    kinds: ['Deployment', 'DeploymentConfig', 'DaemonSet', 'Rollout'],
    defaultParams: { onlyBehindService: false },
    *check({ object }, { params, change }) {
      if (params['onlyBehindService'] === true) {
        const pods = change.bundle?.workloads.filter((one) => one.object === object) ?? [];
        if (change.isAlone) yield servicesUnseen;
        if (change.isAlone || !pods.some((pod) => isBehindService(pod, change))) return;
      }
      const field = object.kind === 'DaemonSet' ? 'updateStrategy' : 'strategy';
      // Without a strategy the API server rolls.
      const type = givenAt(objectAt(objectAt(object.value, 'spec'), field), 'type');
      if (type === undefined || type === 'RollingUpdate' || type === 'Rolling') return;
      yield problem(`"${object.name}" is updated by ${String(type)}`, { pointer: `/spec/${field}/type` });
    },
  }),
  kubernetesRule({
    id: 'priority-class',
    title: 'Pods have a priority class',
    severity: 'info',
    severityReason: 'When nodes are full nobody has said which pods must stay.',
    remediation: 'Set priorityClassName.',
    reference: reference.priority,
    category: 'reliability',
    bad: podExample({}),
    good: podExample({ pod: 'priorityClassName: high' }),
    on: 'workload',
    defaultParams: { allowed: [], required: true },
    *check({ workload }, { params }) {
      const name = stringAt(workload.spec, 'priorityClassName') ?? '';
      const allowed = listAt(params, 'allowed');
      const pointer = `${workload.podPointer}/priorityClassName`;
      if (name === '') {
        if (params['required'] === true) yield problem('the pod has no priority class', { pointer });
      } else if (allowed.length > 0 && !allowed.includes(name))
        yield problem(`the priority class "${name}" is not one of those allowed`, { pointer });
    },
  }),
  kubernetesRule({
    id: 'dns-config',
    title: 'Pods limit DNS searches',
    severity: 'info',
    severityReason: 'With the default of five dots each outside name is first looked up in every search domain.',
    remediation: 'Set dnsConfig.options with ndots.',
    reference: reference.dns,
    category: 'reliability',
    bad: deploymentExample({}),
    good: deploymentExample({ pod: "dnsConfig:\n  options:\n    - {name: ndots, value: '2'}" }),
    on: 'workload',
    defaultParams: { option: 'ndots', value: '2' },
    *check({ workload }, { params }) {
      const options = listAt(objectAt(workload.spec, 'dnsConfig'), 'options');
      const isSet = options.some(
        (one) => memberOf(one, 'name') === params['option'] && String(memberOf(one, 'value')) === String(params['value']),
      );
      if (!isSet)
        yield problem(`the pod does not set the DNS option ${String(params['option'])} to ${String(params['value'])}`, {
          pointer: `${workload.podPointer}/dnsConfig`,
        });
    },
  }),
  kubernetesRule({
    id: 'naked-pod',
    title: 'Pods belong to a controller',
    severity: 'medium',
    severityReason: 'Nobody starts the pod again when its node goes away.',
    remediation: 'Use a Deployment, StatefulSet, DaemonSet or Job.',
    reference: 'https://kubernetes.io/docs/concepts/configuration/overview/',
    category: 'reliability',
    bad: podExample({}),
    good: deploymentExample({}),
    on: 'workload',
    *check({ workload }) {
      const { object } = workload;
      const owners = listAt(objectAt(object.value, 'metadata'), 'ownerReferences');
      const isStatic =
        object.annotations['kubernetes.io/config.source'] !== undefined || object.annotations['kubernetes.io/config.mirror'] !== undefined;
      if (object.kind === 'Pod' && owners.length === 0 && !isStatic)
        yield problem(`the Pod "${object.name}" belongs to no controller`, { pointer: '' });
    },
  }),
  kubernetesRule({
    id: 'selector-mismatch',
    title: 'Selectors match their own pods',
    severity: 'high',
    severityReason: 'The API server refuses the workload.',
    remediation: 'Give the template the labels of the selector.',
    reference: reference.deployment,
    category: 'reliability',
    bad: deploymentExample({}).replace('labels: {app: web}', 'labels: {app: wbe}'),
    good: deploymentExample({}),
    on: 'workload',
    // A selector that is left out is a finding of `schema` already.
    defaultParams: { required: false },
    *check({ workload }, { params }) {
      const pointer = workload.object.kind === 'CronJob' ? '/spec/jobTemplate/spec/selector' : '/spec/selector';
      if (selectorMismatch(workload, params['required'] === true))
        yield problem('the selector does not match the labels of the pod template', { pointer });
    },
  }),
  kubernetesRule({
    id: 'statefulset-service',
    title: 'StatefulSets have a headless Service',
    severity: 'medium',
    severityReason: 'Without it the pods have no names of their own.',
    remediation: 'Name a Service with clusterIP: None that selects the pods.',
    reference: reference.statefulSet,
    category: 'reliability',
    bad: deploymentExample({}).replace('kind: Deployment', 'kind: StatefulSet'),
    good: `apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  clusterIP: None\n  selector: {app: web}\n---\n${deploymentExample({ spec: 'serviceName: web' }).replace('kind: Deployment', 'kind: StatefulSet')}`,
    on: 'workload',
    alone: { why: 'the Service may be in the cluster' },
    *check({ workload }, { change }) {
      const { object } = workload;
      if (object.kind !== 'StatefulSet') return;
      const name = stringAt(specOf(workload), 'serviceName') ?? '';
      const service = objectAt(change.bundle?.find('Service', object.namespace, name)?.value, 'spec');
      const isHeadless = memberOf(service, 'clusterIP') === 'None' && hasLabels(memberOf(service, 'selector'), labelsOf(workload));
      if (!isHeadless)
        yield problem(`serviceName ("${name}") names no headless Service of the change that selects the pods`, {
          pointer: '/spec/serviceName',
        });
    },
  }),
  kubernetesRule({
    id: 'pvc-missing',
    title: 'Claims that pods name are in the change',
    severity: 'info',
    severityReason: 'The pod waits until the claim exists; claims are often made elsewhere.',
    remediation: 'Add the PersistentVolumeClaim, or correct the name.',
    reference: reference.volumes,
    category: 'reliability',
    bad: podExample({ pod: 'volumes:\n  - {name: data, persistentVolumeClaim: {claimName: data}}' }),
    good: `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: data\nspec: {}\n---\n${podExample({ pod: 'volumes:\n  - {name: data, persistentVolumeClaim: {claimName: data}}' })}`,
    on: 'workload',
    alone: { why: 'the claim may be in the cluster' },
    check: missingClaims,
  }),
];

function* missingClaims({ workload }: { workload: Workload }, { change }: { change: { bundle: Bundle | null } }): Iterable<Statement> {
  for (const [at, volume] of listAt(workload.spec, 'volumes').entries()) {
    const claim = memberOf(volume, 'persistentVolumeClaim');
    const name = isObject(claim) ? stringAt(claim, 'claimName') : undefined;
    if (name === undefined || change.bundle?.find('PersistentVolumeClaim', workload.object.namespace, name)) continue;
    yield problem(`the claim "${name}" is not in the change`, { pointer: `${workload.podPointer}/volumes/${at}` });
  }
}
