import { listAt } from '../../../model/json.ts';
import { problem, type Rule } from '../../rule.ts';
import { kubernetesRule, reference } from '../define.ts';
import { allowedBy, isBuiltIn, rulesOf } from './access.ts';
import { roleExample } from './grant.ts';

/** Reads one part of a rule by its name in the API. */
const partOf = { verbs: 'verbs', resources: 'resources', apiGroups: 'groups' } as const;

const aggregated = (labels: string): string =>
  roleExample({ groups: '""', resources: 'endpoints', verbs: 'update' })
    .replace('kind: Role', 'kind: ClusterRole')
    .replace('  namespace: shop\n', labels);

export const wildcardRules: readonly Rule[] = [
  kubernetesRule({
    id: 'rbac-wildcard',
    title: 'Roles name what they allow',
    severity: 'high',
    severityReason: 'A wildcard also allows what is added to the API later, and nobody can tell what is meant.',
    remediation: 'List the groups, resources and verbs that are needed.',
    reference: reference.rbac,
    category: 'rbac',
    bad: roleExample({ groups: '""', resources: 'pods', verbs: "'*'" }),
    good: roleExample({ groups: '""', resources: 'pods', verbs: 'get, list' }),
    on: 'object',
    kinds: ['Role', 'ClusterRole'],
    defaultParams: { parts: ['verbs', 'resources', 'apiGroups'], together: false, verbs: [] },
    *check({ object }, { params, change }) {
      if (isBuiltIn(object)) return;
      const [parts, verbs] = [listAt(params, 'parts'), listAt(params, 'verbs')];
      for (const rule of rulesOf(object, change.bundle)) {
        if (verbs.length > 0 && !rule.verbs.some((verb) => verb === '*' || verbs.includes(verb))) continue;
        const wild = Object.entries(partOf).flatMap(([name, part]) => (parts.includes(name) && rule[part].includes('*') ? [name] : []));
        if (wild.length > 0 && (params['together'] !== true || wild.length === parts.length))
          yield problem(`${object.kind} "${object.name}" has a wildcard in ${wild.join(', ')}`, { pointer: rule.pointer });
      }
    },
  }),
  kubernetesRule({
    id: 'rbac-endpoints',
    title: 'The edit role cannot write Endpoints',
    severity: 'medium',
    severityReason: 'Whoever may edit one namespace could send an Ingress’ or a load balancer’s traffic anywhere (CVE-2021-25740).',
    remediation: 'Remove endpoints from the rules that are aggregated to edit.',
    reference: reference.rbac,
    category: 'rbac',
    bad: aggregated("  labels: {rbac.authorization.k8s.io/aggregate-to-edit: 'true'}\n"),
    good: aggregated(''),
    on: 'object',
    kinds: ['ClusterRole'],
    *check({ object }) {
      const isEdit =
        ['edit', 'system:aggregate-to-edit'].includes(object.name) ||
        object.labels['rbac.authorization.k8s.io/aggregate-to-edit'] === 'true';
      if (!isEdit) return;
      for (const rule of rulesOf(object, null)) {
        const written = allowedBy(rule, { group: '', resources: ['endpoints'], verbs: ['create', 'update', 'patch'] });
        if (written.length > 0) yield problem(`what "${object.name}" gives to edit may ${written.join(', ')}`, { pointer: rule.pointer });
      }
    },
  }),
];
