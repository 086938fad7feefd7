import type { Bundle, ManifestObject, Workload } from '../../../manifest/object.ts';
import { givenAt, isObject, type Json, listAt, memberOf, numberAt, objectAt, stringAt } from '../../../model/json.ts';
import { notEvaluated, problem, type Rule, type Statement } from '../../rule.ts';
import { kubernetesRule, reference } from '../define.ts';
import { deploymentExample } from '../example.ts';
import { jsonPatch } from '../field.ts';
import { labelsOf, podsIn } from '../pods.ts';
import { isEmptySelector, matchesLabels } from '../selector.ts';

const hpaText = (spec: string): string =>
  `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: web\nspec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}\n  ${spec}\n`;
const pdbText = (spec: string): string =>
  `apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: web\nspec:\n  selector: {matchLabels: {app: web}}\n  ${spec}\n`;
const twoWebs = deploymentExample({ spec: 'replicas: 2', metadata: '' });
const specOf = ({ value }: ManifestObject) => objectAt(value, 'spec');

/** Kinds that an autoscaler of Kubernetes' own can scale; of others the bundle need not know. */
const scalable = new Set(['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController', 'DeploymentConfig']);

const targetOf = (hpa: ManifestObject): { readonly kind: string; readonly name: string } => {
  const ref = objectAt(specOf(hpa), 'scaleTargetRef');
  return { kind: stringAt(ref, 'kind') ?? '', name: stringAt(ref, 'name') ?? '' };
};

const autoscalerOf = ({ kind, namespace, name }: ManifestObject, bundle: Bundle): ManifestObject | undefined =>
  bundle.ofKind('HorizontalPodAutoscaler').find((hpa) => {
    const target = targetOf(hpa);
    return target.kind === kind && target.name === name && (hpa.namespace || 'default') === (namespace || 'default');
  });

const selects = (pdb: ManifestObject, workload: Workload): boolean => {
  const selector = memberOf(specOf(pdb), 'selector');
  return isEmptySelector(selector) || matchesLabels(selector, labelsOf(workload));
};

/** How many pods a workload has at least: what its autoscaler guarantees, else its replicas, else one. */
const leastReplicas = (object: ManifestObject, bundle: Bundle): number => {
  const hpa = autoscalerOf(object, bundle);
  return hpa ? (numberAt(specOf(hpa), 'minReplicas') ?? 1) : (numberAt(specOf(object), 'replicas') ?? 1);
};

/** An amount of pods or a percentage of them, rounded up as the disruption controller does. */
const amountOf = (value: Json | undefined, of: number): number | undefined => {
  if (typeof value === 'number') return value;
  const percent = typeof value === 'string' ? /^(\d{1,4})%$/.exec(value) : null;
  return percent ? Math.ceil((Number(percent[1]) * of) / 100) : undefined;
};

const budgetBlocks = (pdb: ManifestObject, bundle: Bundle, of: readonly Json[]): string | null => {
  const spec = specOf(pdb);
  const max = of.includes('maxUnavailable') ? memberOf(spec, 'maxUnavailable') : undefined;
  if (max === 0 || max === '0' || max === '0%') return 'maxUnavailable is 0';
  const min = of.includes('minAvailable') ? memberOf(spec, 'minAvailable') : undefined;
  if (min === '100%') return 'minAvailable is 100%';
  for (const { workload } of podsIn(bundle, pdb.namespace)) {
    if (!scalable.has(workload.object.kind) || !selects(pdb, workload)) continue;
    const replicas = leastReplicas(workload.object, bundle);
    const needed = amountOf(min, replicas);
    if (needed !== undefined && needed >= replicas && replicas > 0)
      return `minAvailable is ${String(min)} of ${replicas} pods of "${workload.object.name}"`;
  }
  for (const object of [...scalable].flatMap((kind) => bundle.ofKind(kind))) {
    if (!sameSelector(pdb, object)) continue;
    const replicas = leastReplicas(object, bundle);
    const needed = amountOf(min, replicas);
    if (needed !== undefined && needed >= replicas && replicas > 0)
      return `minAvailable is ${String(min)} of ${replicas} pods of "${object.name}"`;
  }
  return null;
};

const sameSelector = (pdb: ManifestObject, object: ManifestObject): boolean => {
  const labels = objectAt(objectAt(specOf(object), 'selector'), 'matchLabels');
  const texts = Object.fromEntries(Object.entries(labels).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  return (
    (pdb.namespace || 'default') === (object.namespace || 'default') &&
    Object.keys(texts).length > 0 &&
    matchesLabels(memberOf(specOf(pdb), 'selector'), texts)
  );
};

export const scalingRules: readonly Rule[] = [
  kubernetesRule({
    id: 'hpa-min-replicas',
    title: 'Autoscalers keep two pods',
    severity: 'low',
    severityReason: 'With one pod every rollout or node change is an outage.',
    remediation: 'Set minReplicas to 2 or more.',
    reference: reference.autoscaling,
    category: 'reliability',
    bad: hpaText('minReplicas: 1\n  maxReplicas: 4'),
    good: hpaText('minReplicas: 2\n  maxReplicas: 4'),
    on: 'object',
    kinds: ['HorizontalPodAutoscaler'],
    defaultParams: { minimum: 2 },
    *check({ object }, { params }) {
      const least = numberAt(specOf(object), 'minReplicas') ?? 1;
      if (least < Number(params['minimum']))
        yield problem(`the autoscaler may go down to ${least} pod${least === 1 ? '' : 's'}`, { pointer: '/spec/minReplicas' });
    },
  }),
  kubernetesRule({
    id: 'hpa-range',
    title: 'Autoscalers have room to scale',
    severity: 'low',
    severityReason: 'With equal bounds nothing scales.',
    remediation: 'Set maxReplicas above minReplicas.',
    reference: reference.autoscaling,
    category: 'reliability',
    bad: hpaText('minReplicas: 3\n  maxReplicas: 3'),
    good: hpaText('minReplicas: 3\n  maxReplicas: 6'),
    on: 'object',
    kinds: ['HorizontalPodAutoscaler'],
    *check({ object }) {
      const max = numberAt(specOf(object), 'maxReplicas');
      const min = numberAt(specOf(object), 'minReplicas') ?? 1;
      if (max !== undefined && max <= min)
        yield problem(`maxReplicas (${max}) is not above minReplicas (${min})`, { pointer: '/spec/maxReplicas' });
    },
  }),
  kubernetesRule({
    id: 'hpa-target',
    title: 'Autoscalers have a target',
    severity: 'medium',
    severityReason: 'Nothing is scaled, and the load that it was made for is an outage.',
    remediation: 'Correct scaleTargetRef.',
    reference: reference.autoscaling,
    category: 'reliability',
    bad: hpaText('maxReplicas: 4'),
    good: `${hpaText('maxReplicas: 4')}---\n${twoWebs}`,
    on: 'object',
    alone: { why: 'the target is in the cluster' },
    kinds: ['HorizontalPodAutoscaler'],
    *check({ object }, { change }) {
      const { kind, name } = targetOf(object);
      if (!scalable.has(kind) || !change.bundle || change.bundle.find(kind, object.namespace, name)) return;
      yield problem(`the target ${kind} "${name}" is not in the change`, { pointer: '/spec/scaleTargetRef' });
    },
  }),
  kubernetesRule({
    id: 'hpa-static-replicas',
    title: 'What an autoscaler scales sets no replicas',
    severity: 'low',
    severityReason: 'Every apply sets the number back, in the middle of the load too.',
    remediation: 'Remove spec.replicas.',
    reference: reference.autoscaling,
    category: 'reliability',
    bad: `${hpaText('maxReplicas: 4')}---\n${twoWebs}`,
    good: `${hpaText('maxReplicas: 4')}---\n${deploymentExample({})}`,
    on: 'object',
    alone: { why: 'the autoscaler is in the cluster' },
    kinds: [...scalable],
    *check({ object }, { change }) {
      if (givenAt(specOf(object), 'replicas') === undefined || !change.bundle) return;
      const hpa = autoscalerOf(object, change.bundle);
      if (hpa)
        yield problem(`the autoscaler "${hpa.name}" sets the replicas too`, {
          pointer: '/spec/replicas',
          patch: jsonPatch(true, [{ op: 'remove', path: '/spec/replicas' }]),
        });
    },
  }),
  kubernetesRule({
    id: 'pdb-exists',
    title: 'Workloads with several pods have a disruption budget',
    severity: 'low',
    severityReason: 'Without one a node drain may take all of them at once.',
    remediation: 'Add a PodDisruptionBudget that selects the pods.',
    reference: reference.disruption,
    category: 'reliability',
    bad: twoWebs,
    good: `${pdbText('maxUnavailable: 1')}---\n${twoWebs}`,
    on: 'workload',
    alone: { why: 'the budget may be in the cluster' },
    // A budget for one pod either means nothing or blocks every drain; how many an autoscaler makes is not known where none are written.
    defaultParams: { minimumReplicas: 2 },
    *check({ workload }, { params, change }) {
      const { object } = workload;
      if (!['Deployment', 'StatefulSet', 'Rollout', 'DeploymentConfig'].includes(object.kind) || !change.bundle) return;
      const replicas = numberAt(objectAt(object.value, 'spec'), 'replicas');
      if (replicas !== undefined && replicas < Number(params['minimumReplicas'])) return;
      const isCovered = change.bundle
        .ofKind('PodDisruptionBudget')
        .some((pdb) => (pdb.namespace || 'default') === (object.namespace || 'default') && selects(pdb, workload));
      if (!isCovered) yield problem(`no PodDisruptionBudget of the change selects the pods of "${object.name}"`, { pointer: '' });
    },
  }),
  kubernetesRule({
    id: 'pdb-policy',
    title: 'Disruption budgets say how much',
    severity: 'low',
    severityReason: 'Without a number the budget means nothing.',
    remediation: 'Set minAvailable or maxUnavailable.',
    reference: reference.disruption,
    category: 'reliability',
    bad: pdbText('unhealthyPodEvictionPolicy: AlwaysAllow'),
    good: pdbText('maxUnavailable: 1'),
    on: 'object',
    kinds: ['PodDisruptionBudget'],
    *check({ object }) {
      const spec = specOf(object);
      if (givenAt(spec, 'minAvailable') === undefined && givenAt(spec, 'maxUnavailable') === undefined)
        yield problem('the budget sets neither minAvailable nor maxUnavailable', { pointer: '/spec' });
    },
  }),
  kubernetesRule({
    id: 'pdb-blocks',
    title: 'Disruption budgets let pods move',
    severity: 'medium',
    severityReason: 'A budget that allows no disruption stops every node drain and upgrade.',
    remediation: 'Allow at least one pod to be away.',
    reference: reference.disruption,
    category: 'reliability',
    bad: pdbText('maxUnavailable: 0'),
    good: pdbText('maxUnavailable: 1'),
    on: 'object',
    kinds: ['PodDisruptionBudget'],
    defaultParams: { of: ['maxUnavailable', 'minAvailable'] },
    *check({ object }, { params, change }) {
      const of = listAt(params, 'of');
      const blocked = change.bundle ? budgetBlocks(object, change.bundle, of) : null;
      if (blocked !== null) yield problem(`the budget allows no disruption: ${blocked}`, { pointer: '/spec' });
      else if (change.isAlone && of.includes('minAvailable') && givenAt(specOf(object), 'minAvailable') !== undefined)
        yield notEvaluated('how many pods there are to keep is in the cluster');
    },
  }),
  kubernetesRule({
    id: 'pdb-hpa',
    title: 'Disruption budgets ask for less than the autoscaler keeps',
    severity: 'medium',
    severityReason: 'At its smallest size the workload cannot lose a pod, so nodes cannot be drained.',
    remediation: 'Set minAvailable below minReplicas, or use maxUnavailable.',
    reference: reference.disruption,
    category: 'reliability',
    bad: `${hpaText('minReplicas: 2\n  maxReplicas: 4')}---\n${pdbText('minAvailable: 2')}---\n${deploymentExample({})}`,
    good: `${hpaText('minReplicas: 3\n  maxReplicas: 4')}---\n${pdbText('minAvailable: 2')}---\n${deploymentExample({})}`,
    on: 'workload',
    alone: { why: 'the autoscaler and the budget are in the cluster' },
    check: budgetAboveAutoscaler,
  }),
  kubernetesRule({
    id: 'pdb-unhealthy',
    title: 'Disruption budgets say what to do with unhealthy pods',
    severity: 'low',
    severityReason: 'By default a pod that never becomes healthy stops a node drain for ever.',
    remediation: 'Set unhealthyPodEvictionPolicy: AlwaysAllow.',
    reference: reference.disruption,
    category: 'reliability',
    bad: pdbText('maxUnavailable: 1'),
    good: pdbText('maxUnavailable: 1\n  unhealthyPodEvictionPolicy: AlwaysAllow'),
    on: 'object',
    kinds: ['PodDisruptionBudget'],
    *check({ object }) {
      if (givenAt(specOf(object), 'unhealthyPodEvictionPolicy') !== undefined) return;
      const patch = isObject(memberOf(object.value, 'spec'))
        ? jsonPatch(true, [{ op: 'add', path: '/spec/unhealthyPodEvictionPolicy', value: 'AlwaysAllow' }])
        : null;
      yield problem('the budget does not set unhealthyPodEvictionPolicy', { pointer: '/spec', patch });
    },
  }),
];

function* budgetAboveAutoscaler(
  { workload }: { workload: Workload },
  { change }: { change: { bundle: Bundle | null } },
): Iterable<Statement> {
  const { bundle } = change;
  const hpa = bundle ? autoscalerOf(workload.object, bundle) : undefined;
  if (!bundle || !hpa) return;
  const least = numberAt(specOf(hpa), 'minReplicas') ?? 1;
  for (const pdb of bundle.ofKind('PodDisruptionBudget')) {
    if ((pdb.namespace || 'default') !== (workload.object.namespace || 'default') || !selects(pdb, workload)) continue;
    const needed = amountOf(memberOf(specOf(pdb), 'minAvailable'), least);
    if (needed !== undefined && needed >= least)
      yield problem(`the budget "${pdb.name}" keeps ${needed} pods, the autoscaler "${hpa.name}" guarantees ${least}`, { pointer: '' });
  }
}
