import type { Bundle, ManifestObject, Workload } from '../../manifest/object.ts';
import { givenAt, listAt, memberOf, objectAt, pointerToken } from '../../model/json.ts';
import { notEvaluated, problem, type Rule, type RuleContext, type Statement } from '../rule.ts';
import { kubernetesRule, reference } from './define.ts';
import { podExample } from './example.ts';
import { called, shown } from './field.ts';
import { type RangeItem, rangesIn, storedAmount } from './limit-range.ts';
import { namespaceOf } from './pods.ts';
import { quantityOf } from './quantity.ts';
import { podAmount, type Share, usedOf } from './quota-sum.ts';

const quotaText = (hard: string): string => `apiVersion: v1\nkind: ResourceQuota\nmetadata:\n  name: team\nspec:\n  hard: {${hard}}\n---\n`;
const rangeText = (item: string): string =>
  `apiVersion: v1\nkind: LimitRange\nmetadata:\n  name: team\nspec:\n  limits:\n    - {${item}}\n---\n`;
const asking = (requests: string, limits = ''): string =>
  podExample({ container: `resources:\n  requests: {${requests}}\n  limits: {${limits}}` });

/** A sum in the unit that people write: whole numbers, thousandths of a processor, or powers of 1024. */
const written = (value: number, entry: string): string => {
  if (!/memory|storage|hugepages/.test(entry)) return Number.isInteger(value) ? String(value) : `${Math.round(value * 1000)}m`;
  const units = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi'];
  const power = Math.min(Math.max(Math.floor(Math.log2(Math.max(value, 1)) / 10), 0), units.length - 1);
  return `${Number((value / 1024 ** power).toFixed(2))}${units[power] ?? ''}`;
};

const largest = (shares: readonly Share[], entry: string): string => {
  const sorted = [...shares].sort((a, b) => b.amount - a.amount);
  const some = sorted.slice(0, 3).map(({ name, amount }) => `${name} ${written(amount, entry)}`);
  return some.join(', ') + (sorted.length > 3 ? ` and ${sorted.length - 3} more` : '');
};

const isScoped = ({ value }: ManifestObject): boolean => {
  const spec = objectAt(value, 'spec');
  return listAt(spec, 'scopes').length > 0 || givenAt(spec, 'scopeSelector') !== undefined;
};

function* exceeded({ object }: { object: ManifestObject }, { change }: RuleContext): Iterable<Statement> {
  if (!change.bundle) return;
  if (isScoped(object)) {
    yield notEvaluated('the quota has scopes; which pods they hold for is not worked out');
    return;
  }
  for (const [entry, bound] of Object.entries(objectAt(objectAt(object.value, 'spec'), 'hard'))) {
    const most = quantityOf(bound);
    const use = usedOf(entry, object.namespace, change.bundle);
    if (most === undefined || use === null) continue;
    const sum = use.shares.reduce((total, { amount }) => total + amount, 0);
    // Sums of thousandths are not exact.
    if (sum > most * (1 + 1e-9)) {
      const text = `the change takes ${written(sum, entry)} of ${entry} in ${namespaceOf(object.namespace)}, the quota allows ${String(bound)}: ${largest(use.shares, entry)}`;
      yield problem(text, { pointer: `/spec/hard/${pointerToken(entry)}` });
    } else if (use.unknown.length > 0) {
      yield notEvaluated(`how many pods ${use.unknown.slice(0, 3).join(', ')} has is the cluster’s to say; the rest is within ${entry}`);
    }
  }
}

/** Entries of a quota that make an amount a duty. Source: ResourceQuota, requests compared to limits. */
const duties = [
  ['requests', 'cpu', ['requests.cpu', 'cpu']],
  ['requests', 'memory', ['requests.memory', 'memory']],
  ['limits', 'cpu', ['limits.cpu']],
  ['limits', 'memory', ['limits.memory']],
] as const;

function* unset({ workload }: { workload: Workload }, { change }: RuleContext): Iterable<Statement> {
  const { bundle } = change;
  const quotas = bundle?.ofKind('ResourceQuota') ?? [];
  if (!bundle || quotas.length === 0) return;
  const { namespace } = workload.object;
  const ranges = rangesIn(bundle, namespace);
  const here = quotas.filter((quota) => namespaceOf(quota.namespace) === namespaceOf(namespace) && !isScoped(quota));
  for (const quota of here) {
    const hard = objectAt(objectAt(quota.value, 'spec'), 'hard');
    for (const [list, name, entries] of duties) {
      if (!entries.some((entry) => givenAt(hard, entry) !== undefined)) continue;
      for (const container of workload.containers) {
        if (container.role === 'ephemeral' || storedAmount(container, list, name, ranges) !== undefined) continue;
        yield problem(`the quota "${quota.name}" refuses the pod: ${called(container)} has no ${name} ${list.slice(0, -1)}`, {
          container: container.name,
          pointer: `${container.pointer}/resources/${list}`,
          discriminator: `${quota.name} ${list} ${name}`,
        });
      }
    }
  }
}

type Amounts = { readonly request: number | undefined; readonly limit: number | undefined };

/** What an item of a LimitRange refuses about one resource. Source: the LimitRanger admission plugin. */
const refusal = ({ value }: RangeItem, name: string, { request, limit }: Amounts): string | null => {
  const bound = (member: string): number | undefined => quantityOf(memberOf(objectAt(value, member), name));
  const [least, most, ratio] = [bound('min'), bound('max'), bound('maxLimitRequestRatio')];
  if (least !== undefined && (request ?? 0) < least)
    return `a ${name} request of at least ${shown(memberOf(objectAt(value, 'min'), name))} is needed`;
  if (most !== undefined && (limit ?? request ?? Number.POSITIVE_INFINITY) > most)
    return `a ${name} limit of at most ${shown(memberOf(objectAt(value, 'max'), name))} is needed`;
  if (ratio !== undefined && request && limit !== undefined && limit / request > ratio)
    return `the ${name} limit may be at most ${ratio} times the request`;
  return null;
};

const namesIn = ({ value }: RangeItem): readonly string[] => [
  ...new Set(['min', 'max', 'maxLimitRequestRatio'].flatMap((member) => Object.keys(objectAt(value, member)))),
];

function* outOfRange({ workload }: { workload: Workload }, { change }: RuleContext): Iterable<Statement> {
  const ranges = rangesIn(change.bundle, workload.object.namespace);
  for (const item of ranges.items) {
    for (const name of namesIn(item)) {
      if (item.type === 'Pod') {
        const amounts = { request: podAmount(workload, 'requests', name, ranges), limit: podAmount(workload, 'limits', name, ranges) };
        const why = refusal(item, name, amounts);
        if (why !== null)
          yield problem(`the LimitRange "${item.range}" refuses the pod: ${why}`, { discriminator: `${item.range} pod ${name}` });
      }
      for (const container of item.type === 'Container' ? workload.containers : []) {
        const request = quantityOf(storedAmount(container, 'requests', name, ranges));
        const limit = quantityOf(storedAmount(container, 'limits', name, ranges));
        const why = container.role === 'ephemeral' ? null : refusal(item, name, { request, limit });
        if (why === null) continue;
        yield problem(`the LimitRange "${item.range}" refuses the pod: of ${called(container)} ${why}`, {
          container: container.name,
          pointer: `${container.pointer}/resources`,
          discriminator: `${item.range} ${name}`,
        });
      }
    }
  }
}

function* claimOutOfRange({ object }: { object: ManifestObject }, bundle: Bundle | null): Iterable<Statement> {
  const amount = quantityOf(memberOf(objectAt(objectAt(objectAt(object.value, 'spec'), 'resources'), 'requests'), 'storage'));
  for (const item of rangesIn(bundle, object.namespace).items) {
    const why = item.type === 'PersistentVolumeClaim' ? refusal(item, 'storage', { request: amount, limit: amount }) : null;
    if (why !== null) yield problem(`the LimitRange "${item.range}" refuses the claim: ${why}`, { pointer: '/spec/resources/requests' });
  }
}

export const quotaAppliedRules: readonly Rule[] = [
  kubernetesRule({
    id: 'quota-exceeded',
    title: 'The change fits the quota of its namespace',
    severity: 'high',
    severityReason: 'The last pods of the rollout are refused, and nobody sees it in the workload’s own file.',
    remediation: 'Lower requests or replicas, or raise the quota.',
    reference: reference.quota,
    category: 'resources',
    bad: quotaText('requests.memory: 1Gi') + asking('memory: 2Gi'),
    good: quotaText('requests.memory: 2Gi') + asking('memory: 2Gi'),
    on: 'object',
    alone: { why: 'what the namespace uses already is in the cluster' },
    kinds: ['ResourceQuota'],
    check: exceeded,
  }),
  kubernetesRule({
    id: 'quota-unset',
    title: 'Pods say what a quota of their namespace asks',
    severity: 'high',
    severityReason: 'A quota for an amount refuses every pod that does not name it.',
    remediation: 'Set the amount, or add a LimitRange that fills it in.',
    reference: reference.quota,
    category: 'resources',
    bad: quotaText('limits.cpu: 4') + asking('cpu: 1'),
    good: quotaText('requests.cpu: 4') + asking('cpu: 1'),
    on: 'workload',
    alone: { why: 'the ResourceQuotas of the namespace are in the cluster, which applies them itself' },
    check: unset,
  }),
  kubernetesRule({
    id: 'limit-range-bounds',
    title: 'Amounts are within the LimitRange of the namespace',
    severity: 'high',
    severityReason: 'The pod is refused.',
    remediation: 'Change the amount, or the LimitRange.',
    reference: reference.limitRange,
    category: 'resources',
    bad: rangeText('type: Container, max: {memory: 1Gi}') + asking('memory: 1Gi', 'memory: 2Gi'),
    good: rangeText('type: Container, max: {memory: 1Gi}') + asking('memory: 512Mi'),
    on: 'workload',
    alone: { why: 'the LimitRanges of the namespace are in the cluster, which applies them itself' },
    check: outOfRange,
  }),
  kubernetesRule({
    id: 'limit-range-claim',
    title: 'Claims are within the LimitRange of the namespace',
    severity: 'high',
    severityReason: 'The claim is refused, and its pods wait.',
    remediation: 'Change the amount, or the LimitRange.',
    reference: reference.limitRange,
    category: 'resources',
    bad: `${rangeText('type: PersistentVolumeClaim, max: {storage: 1Gi}')}apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: data\nspec:\n  resources: {requests: {storage: 2Gi}}\n`,
    good: `${rangeText('type: PersistentVolumeClaim, max: {storage: 2Gi}')}apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: data\nspec:\n  resources: {requests: {storage: 2Gi}}\n`,
    on: 'object',
    alone: { why: 'the LimitRanges of the namespace are in the cluster, which applies them itself' },
    kinds: ['PersistentVolumeClaim'],
    *check(target, { change }) {
      yield* claimOutOfRange(target, change.bundle);
    },
  }),
];
