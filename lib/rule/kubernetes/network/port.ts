import type { Bundle, ManifestObject } from '../../../manifest/object.ts';
import { givenAt, type Json, listAt, memberOf, objectAt, stringAt } from '../../../model/json.ts';
import { problem, type Rule, type Statement } from '../../rule.ts';
import { kubernetesRule, reference } from '../define.ts';
import { podExample } from '../example.ts';
import { type PodGroup, podsIn } from '../pods.ts';
import { matchesLabels } from '../selector.ts';
import { rulesOfPolicy } from './policy.ts';

type Port = { readonly number: number; readonly name: string; readonly protocol: string };

const portsByGroup = new WeakMap<PodGroup, readonly Port[]>();

const portsOf = (pod: PodGroup): readonly Port[] => {
  const known = portsByGroup.get(pod);
  if (known) return known;
  const ports = pod.workload.containers.flatMap(({ value }) =>
    listAt(value, 'ports').flatMap((port) => {
      const number = memberOf(port, 'containerPort');
      return typeof number === 'number'
        ? [{ number, name: stringAt(port, 'name') ?? '', protocol: stringAt(port, 'protocol') ?? 'TCP' }]
        : [];
    }),
  );
  portsByGroup.set(pod, ports);
  return ports;
};

const isOpen = (wanted: Json, ports: readonly Port[]): boolean => {
  const port = memberOf(wanted, 'port');
  const protocol = stringAt(wanted, 'protocol') ?? 'TCP';
  const last = memberOf(wanted, 'endPort') ?? port;
  return ports.some((one) => {
    if (one.protocol !== protocol) return false;
    return typeof port === 'string' ? one.name === port : Number(port) <= one.number && one.number <= Number(last);
  });
};

/** The pods that a rule's ports are ports of: those selected for what comes in, the peers for what goes out; null when the change cannot show them. */
const targets = (policy: ManifestObject, direction: string, peers: readonly Json[], bundle: Bundle): readonly PodGroup[] | null => {
  const pods = podsIn(bundle, policy.namespace);
  const selected = (selector: Json | undefined): readonly PodGroup[] => pods.filter(({ labels }) => matchesLabels(selector ?? {}, labels));
  if (direction === 'ingress') return selected(memberOf(objectAt(policy.value, 'spec'), 'podSelector'));
  const isElsewhere = (peer: Json): boolean =>
    givenAt(peer, 'podSelector') === undefined || givenAt(peer, 'namespaceSelector') !== undefined;
  if (peers.length === 0 || peers.some(isElsewhere)) return null;
  return [...new Set(peers.flatMap((peer) => selected(memberOf(peer, 'podSelector'))))];
};

/** Policies hold for the pods' own ports; a Service's port is the usual mistake. */
const servicePort = (wanted: Json, pods: readonly PodGroup[], bundle: Bundle): string => {
  const number = memberOf(wanted, 'port');
  const service = bundle.ofKind('Service').find(({ namespace, value }) => {
    const spec = objectAt(value, 'spec');
    const isBefore = pods.some(
      (pod) => pod.namespace === (namespace || 'default') && matchesLabels({ matchLabels: objectAt(spec, 'selector') }, pod.labels),
    );
    return isBefore && listAt(spec, 'ports').some((port) => memberOf(port, 'port') === number);
  });
  return service ? `; the Service "${service.name}" has it, and policies hold for the ports behind it` : '';
};

const policyText = (port: string): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: web\nspec:\n  podSelector: {matchLabels: {app: web}}\n  ingress:\n    - ports: [{port: ${port}}]\n---\n`;
const web = podExample({ metadata: 'labels: {app: web}', container: 'ports:\n  - {name: http, containerPort: 8080}' });

export const networkPortRules: readonly Rule[] = [
  kubernetesRule({
    id: 'network-policy-port',
    title: 'Ports of NetworkPolicies are ports of the pods',
    severity: 'low',
    severityReason: 'A port that nobody listens on lets nothing through, and what was meant stays closed.',
    remediation: 'Name a port that a container of the pods declares.',
    reference: reference.networkPolicy,
    category: 'network',
    bad: policyText('80') + web,
    good: policyText('http') + web,
    on: 'object',
    alone: { why: 'the pods are in the cluster' },
    kinds: ['NetworkPolicy'],
    *check({ object }, { change }): Iterable<Statement> {
      const { bundle } = change;
      if (!bundle) return;
      for (const { direction, peers, ports, pointer } of rulesOfPolicy(object)) {
        const pods = targets(object, direction, peers, bundle) ?? [];
        // Declaring ports is optional: pods that declare none say nothing about where they listen.
        const declared = pods.flatMap(portsOf);
        if (declared.length === 0 || pods.some((pod) => portsOf(pod).length === 0)) continue;
        for (const [at, wanted] of ports.entries()) {
          const port = memberOf(wanted, 'port');
          if ((typeof port !== 'number' && typeof port !== 'string') || isOpen(wanted, declared)) continue;
          const shown = `${String(port)}/${stringAt(wanted, 'protocol') ?? 'TCP'}`;
          yield problem(`no container of the pods declares the ${direction} port ${shown}${servicePort(wanted, pods, bundle)}`, {
            pointer: `${pointer}/ports/${at}`,
            // A name that no container has is resolved to nothing; a number may be listened on without being declared.
            ...(typeof port === 'string' && { severity: 'medium' as const }),
          });
        }
      }
    },
  }),
];
