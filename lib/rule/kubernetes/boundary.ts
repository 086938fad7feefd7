import type { Bundle, ManifestObject, Workload } from '../../manifest/object.ts';
import { listAt } from '../../model/json.ts';
import { problem, type Rule } from '../rule.ts';
import { kubernetesRule, reference } from './define.ts';
import { deploymentExample } from './example.ts';
import { labelsOf, namespaceOf } from './pods.ts';

const ownerOf = (workload: Workload, label: string): string | undefined => workload.object.labels[label] ?? labelsOf(workload)[label];

/** Workloads that carry the label, by their namespace and its value: the first of each. */
const ownersIn = (bundle: Bundle, label: string): ReadonlyMap<string, ReadonlyMap<string, ManifestObject>> => {
  const found = new Map<string, Map<string, ManifestObject>>();
  for (const workload of bundle.workloads) {
    const owner = ownerOf(workload, label);
    if (owner === undefined) continue;
    const namespace = namespaceOf(workload.object.namespace);
    const owners = found.get(namespace) ?? new Map<string, ManifestObject>();
    if (!owners.has(owner)) owners.set(owner, workload.object);
    found.set(namespace, owners);
  }
  return found;
};

const ofTeam = (name: string, team: string): string =>
  deploymentExample({}).replace('  name: web\n', `  name: ${name}\n  namespace: shop\n  labels: {team: ${team}}\n`);

export const boundaryRules: readonly Rule[] = [
  kubernetesRule({
    id: 'namespace-boundaries',
    title: 'A namespace has one owner',
    severity: 'info',
    severityReason:
      'Roles, quotas and network policies hold for a namespace as a whole, so what one team may do there, every other may too.',
    remediation: 'Give each team a namespace of its own.',
    reference: reference.namespaces,
    category: 'namespace',
    bad: `${ofTeam('web', 'web')}---\n${ofTeam('pay', 'payments')}`,
    good: `${ofTeam('web', 'web')}---\n${ofTeam('pay', 'web')}`,
    on: 'bundle',
    alone: { why: 'the other workloads of the namespace are in the cluster' },
    defaultParams: { labels: ['team', 'owner'], inventory: false },
    *check({ bundle }, { params }) {
      for (const label of listAt(params, 'labels').map(String)) {
        for (const [namespace, owners] of ownersIn(bundle, label)) {
          const [first] = owners.values();
          if (owners.size < 2 || !first) continue;
          const named = [...owners.keys()].sort().slice(0, 5).join(', ');
          const object = bundle.find('Namespace', '', namespace) ?? first;
          yield problem(`the namespace "${namespace}" has workloads of ${owners.size} owners by the label ${label}: ${named}`, {
            object,
            pointer: '/metadata',
            discriminator: label,
          });
        }
      }
      for (const object of params['inventory'] === true ? bundle.ofKind('Namespace') : [])
        yield problem(`the namespace "${object.name}" is in the change`, { object, pointer: '/metadata', discriminator: 'inventory' });
    },
  }),
];
