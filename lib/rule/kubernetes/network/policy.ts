import type { Bundle, ManifestObject } from '../../../manifest/object.ts';
import { canonicalJson } from '../../../model/canonical.ts';
import { givenAt, isObject, type Json, listAt, memberOf, objectAt, stringAt } from '../../../model/json.ts';
import { problem, type Rule } from '../../rule.ts';
import { kubernetesRule, reference } from '../define.ts';
import { podExample } from '../example.ts';
import { namespaceOf, podsByNamespace, podsIn } from '../pods.ts';
import { isEmptySelector, matchesLabels } from '../selector.ts';
import { coverageOf, policiesIn } from './coverage.ts';

const policyText = (spec: string): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: web\nspec:\n${spec
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')}\n`;
const web = podExample({ metadata: 'labels: {app: web}' });

type Peer = {
  readonly direction: 'ingress' | 'egress';
  readonly peers: readonly Json[];
  readonly ports: readonly Json[];
  readonly pointer: string;
};

/** Every rule of a NetworkPolicy, both directions alike. */
export const rulesOfPolicy = ({ value }: ManifestObject): readonly Peer[] => {
  const spec = objectAt(value, 'spec');
  return (['ingress', 'egress'] as const).flatMap((direction) =>
    listAt(spec, direction).map((rule, at) => ({
      direction,
      peers: listAt(rule, direction === 'ingress' ? 'from' : 'to'),
      ports: listAt(rule, 'ports'),
      pointer: `/spec/${direction}/${at}`,
    })),
  );
};

const isWide = (peer: Json): boolean => {
  if (!isObject(peer) || Object.keys(peer).length === 0) return true;
  const cidr = stringAt(objectAt(peer, 'ipBlock'), 'cidr');
  return cidr !== undefined && /\/0+$/.test(cidr);
};

const selectsAnyPod = (peer: Json, policy: ManifestObject, bundle: Bundle): boolean => {
  const podSelector = memberOf(peer, 'podSelector');
  if (podSelector === undefined || isEmptySelector(podSelector)) return true;
  // Pods of other namespaces are seldom part of one change.
  if (givenAt(peer, 'namespaceSelector') !== undefined) return true;
  const namespaces = [namespaceOf(policy.namespace)];
  return namespaces.some((namespace) => podsIn(bundle, namespace).some(({ labels }) => matchesLabels(podSelector, labels)));
};

export const networkPolicyRules: readonly Rule[] = [
  kubernetesRule({
    id: 'network-policy-missing',
    title: 'Every pod is covered by NetworkPolicies in both directions',
    severity: 'medium',
    severityReason: 'A pod without a policy is open to every other pod and may reach everything.',
    remediation:
      'Add a NetworkPolicy that selects the pod, or one for the namespace that denies by default, with policyTypes Ingress and Egress.',
    reference: reference.networkPolicy,
    category: 'network',
    bad: web,
    good: `${policyText('podSelector: {}\npolicyTypes: [Ingress, Egress]')}---\n${web}`,
    on: 'bundle',
    alone: { why: 'the NetworkPolicies of the namespace are in the cluster' },
    defaultParams: { directions: ['ingress', 'egress'] },
    *check({ bundle }, { params }) {
      const wanted = listAt(params, 'directions');
      for (const pod of [...podsByNamespace(bundle).values()].flat()) {
        const coverage = coverageOf(pod, bundle);
        // No direction wanted: any policy that selects the pod will do.
        if (wanted.length === 0 && coverage.policies.length > 0) continue;
        const open = (['ingress', 'egress'] as const).filter(
          (direction) => (wanted.length === 0 || wanted.includes(direction)) && !coverage[direction],
        );
        if (open.length === 0) continue;
        const how = coverage.policies.length === 0 ? 'is selected by no NetworkPolicy' : 'is not covered by its NetworkPolicies';
        yield problem(`the pod ${how} (${open.join(' and ')} is open)`, { object: pod.workload.object, pointer: pod.workload.podPointer });
      }
      for (const namespace of bundle.ofKind('Namespace')) {
        if (policiesIn(bundle, namespace.name).length > 0) continue;
        yield problem(`the namespace "${namespace.name}" has no NetworkPolicy in the change`, { object: namespace });
      }
    },
  }),
  kubernetesRule({
    id: 'network-policy-wide',
    title: 'NetworkPolicies name their peers',
    severity: 'medium',
    severityReason: 'An empty peer or the whole address space is no policy.',
    remediation: 'Name pods, namespaces or address ranges.',
    reference: reference.networkPolicy,
    category: 'network',
    bad: policyText('podSelector: {}\ningress:\n  - from:\n      - ipBlock: {cidr: 0.0.0.0/0}'),
    good: policyText('podSelector: {}\ningress:\n  - from:\n      - podSelector: {matchLabels: {app: web}}'),
    on: 'object',
    kinds: ['NetworkPolicy'],
    *check({ object }) {
      for (const { direction, peers, pointer } of rulesOfPolicy(object)) {
        const member = direction === 'ingress' ? 'from' : 'to';
        if (peers.length === 0) yield problem(`the ${direction} rule names no peer, so it allows every one`, { pointer });
        for (const [at, peer] of peers.entries()) {
          if (isWide(peer)) yield problem(`the ${direction} rule allows every address`, { pointer: `${pointer}/${member}/${at}` });
        }
      }
    },
  }),
  kubernetesRule({
    id: 'network-policy-dangling',
    title: 'NetworkPolicies select a pod',
    severity: 'medium',
    severityReason: 'A policy that selects nothing protects nothing, and its author believes it does.',
    remediation: 'Correct the podSelector, or remove the policy.',
    reference: reference.networkPolicy,
    category: 'network',
    bad: `${policyText('podSelector: {matchLabels: {app: wbe}}')}---\n${web}`,
    good: `${policyText('podSelector: {matchLabels: {app: web}}')}---\n${web}`,
    on: 'object',
    alone: { why: 'the pods are in the cluster' },
    kinds: ['NetworkPolicy'],
    *check({ object }, { change }) {
      const selector = givenAt(objectAt(object.value, 'spec'), 'podSelector');
      if (!change.bundle || selector === undefined || isEmptySelector(selector)) return;
      if (podsIn(change.bundle, object.namespace).some(({ labels }) => matchesLabels(selector, labels))) return;
      yield problem(`the policy "${object.name}" selects no pod of the change`, { pointer: '/spec/podSelector' });
    },
  }),
  kubernetesRule({
    id: 'network-policy-peer-dangling',
    title: 'Peers of NetworkPolicies are pods of the change',
    severity: 'low',
    severityReason: 'A peer that matches nothing lets nothing in, which is rarely what was meant.',
    remediation: 'Correct the podSelector of the peer.',
    reference: reference.networkPolicy,
    category: 'network',
    bad: `${policyText('podSelector: {}\ningress:\n  - from:\n      - podSelector: {matchLabels: {app: wbe}}')}---\n${web}`,
    good: `${policyText('podSelector: {}\ningress:\n  - from:\n      - podSelector: {matchLabels: {app: web}}')}---\n${web}`,
    on: 'object',
    alone: { why: 'the pods are in the cluster' },
    kinds: ['NetworkPolicy'],
    *check({ object }, { change }) {
      if (!change.bundle) return;
      for (const { direction, peers, pointer } of rulesOfPolicy(object)) {
        for (const [at, peer] of peers.entries()) {
          if (selectsAnyPod(peer, object, change.bundle)) continue;
          yield problem(`the peer matches no pod of the change`, {
            pointer: `${pointer}/${direction === 'ingress' ? 'from' : 'to'}/${at}`,
          });
        }
      }
    },
  }),
  kubernetesRule({
    id: 'network-policy-or',
    title: 'Namespace and pod of a peer stand in one item',
    severity: 'medium',
    severityReason:
      'Two items are two peers: every pod of the namespace, or the pod anywhere in this one, where both together were probably meant.',
    remediation: 'Put podSelector and namespaceSelector in one item of the list.',
    reference: reference.networkPolicy,
    category: 'network',
    bad: policyText(
      'podSelector: {}\ningress:\n  - from:\n      - namespaceSelector: {matchLabels: {team: shop}}\n      - podSelector: {matchLabels: {app: web}}',
    ),
    good: policyText(
      'podSelector: {}\ningress:\n  - from:\n      - namespaceSelector: {matchLabels: {team: shop}}\n        podSelector: {matchLabels: {app: web}}',
    ),
    on: 'object',
    kinds: ['NetworkPolicy'],
    *check({ object }) {
      for (const { direction, peers, pointer } of rulesOfPolicy(object)) {
        const namespaceAlone = peers.some(
          (peer) => givenAt(peer, 'namespaceSelector') !== undefined && givenAt(peer, 'podSelector') === undefined,
        );
        const podAlone = peers.some(
          (peer) => givenAt(peer, 'podSelector') !== undefined && givenAt(peer, 'namespaceSelector') === undefined,
        );
        if (namespaceAlone && podAlone)
          yield problem(`the ${direction} rule allows a whole namespace or a pod, not the pod in that namespace`, { pointer });
      }
    },
  }),
  kubernetesRule({
    id: 'network-policy-dns',
    title: 'Egress policies let DNS through',
    severity: 'low',
    severityReason: 'Without DNS, over UDP and TCP, a pod finds none of the services that its policy allows.',
    remediation: 'Allow port 53 over UDP and TCP to the cluster’s DNS.',
    reference: reference.networkPolicy,
    category: 'network',
    bad: policyText('podSelector: {}\npolicyTypes: [Egress]\negress:\n  - ports: [{port: 443}]'),
    good: policyText(
      'podSelector: {}\npolicyTypes: [Egress]\negress:\n  - ports: [{port: 443}]\n  - ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]',
    ),
    on: 'object',
    alone: { why: 'another policy of the namespace may let DNS out, and is in the cluster' },
    kinds: ['NetworkPolicy'],
    *check({ object }, { change }) {
      // A policy that lets nothing out is a default deny; DNS is then another policy's to allow.
      if (egressOf(object).length === 0 || !change.bundle) return;
      const out = dnsOut(change.bundle);
      const pods = [podsOf(object), everyPod(object)];
      const missing = dnsProtocols.filter((protocol) => !pods.some((those) => out.has(`${those} ${protocol}`)));
      if (missing.length > 0)
        yield problem(`the egress rules do not let DNS out over ${missing.join(' and ')}`, { pointer: '/spec/egress' });
    },
  }),
];

/** Egress rules of a policy that is for egress; of another they say nothing. */
const egressOf = (object: ManifestObject): readonly Peer[] => {
  const types = listAt(objectAt(object.value, 'spec'), 'policyTypes');
  if (types.length > 0 && !types.includes('Egress')) return [];
  return rulesOfPolicy(object).filter(({ direction }) => direction === 'egress');
};

const dnsProtocols = ['UDP', 'TCP'];
const everyPod = ({ namespace }: ManifestObject): string => `${namespaceOf(namespace)} *`;

/** The pods that a policy is about, by its namespace and selector. */
const podsOf = (object: ManifestObject): string => {
  const selector = givenAt(objectAt(object.value, 'spec'), 'podSelector') ?? {};
  return isEmptySelector(selector) ? everyPod(object) : `${namespaceOf(object.namespace)} ${canonicalJson(selector)}`;
};

const outByBundle = new WeakMap<Bundle, ReadonlySet<string>>();

/** Which pods some policy lets ask DNS, by protocol. Policies add up: what one allows to every pod of a namespace it allows to each. */
const dnsOut = (bundle: Bundle): ReadonlySet<string> => {
  const known = outByBundle.get(bundle);
  if (known) return known;
  const out = new Set(
    bundle
      .ofKind('NetworkPolicy')
      .flatMap((policy) => dnsProtocols.flatMap((protocol) => (letsDnsOut(policy, protocol) ? [`${podsOf(policy)} ${protocol}`] : []))),
  );
  outByBundle.set(bundle, out);
  return out;
};

/** The cluster's DNS is in kube-system or at an address: a peer of pods alone is in the policy's own namespace. */
const letsDnsOut = (object: ManifestObject, protocol: string): boolean =>
  egressOf(object).some(
    ({ peers, ports }) =>
      allowsPort(ports, 53, protocol) &&
      (peers.length === 0 ||
        object.namespace === 'kube-system' ||
        peers.some((peer) => givenAt(peer, 'namespaceSelector') !== undefined || givenAt(peer, 'ipBlock') !== undefined)),
  );

const allowsPort = (ports: readonly Json[], wanted: number, protocol: string): boolean =>
  ports.length === 0 ||
  ports.some((port) => {
    const first = memberOf(port, 'port');
    const last = memberOf(port, 'endPort') ?? first;
    const isInRange =
      first === undefined ||
      (typeof first === 'number' && typeof last === 'number' && first <= wanted && wanted <= last) ||
      first === 'dns';
    return isInRange && (stringAt(port, 'protocol') ?? 'TCP') === protocol;
  });
