import { listAt } from '../../../model/json.ts';
import { problem, type Rule } from '../../rule.ts';
import { kubernetesRule, reference } from '../define.ts';
import { isBuiltIn, rulesOf } from './access.ts';
import { roleExample } from './grant.ts';

/** Reads one part of a rule by its name in the API. */
const partOf = { verbs: 'verbs', resources: 'resources', apiGroups: 'groups' } as const;

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
    defaultParams: { parts: ['verbs', 'resources', 'apiGroups'], together: false },
    *check({ object }, { params, change }) {
      if (isBuiltIn(object)) return;
      const parts = listAt(params, 'parts');
      for (const rule of rulesOf(object, change.bundle)) {
        const wild = Object.entries(partOf).flatMap(([name, part]) => (parts.includes(name) && rule[part].includes('*') ? [name] : []));
        if (wild.length > 0 && (params['together'] !== true || wild.length === parts.length))
          yield problem(`${object.kind} "${object.name}" has a wildcard in ${wild.join(', ')}`, { pointer: rule.pointer });
      }
    },
  }),
];
