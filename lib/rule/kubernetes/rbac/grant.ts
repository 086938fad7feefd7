import type { Bundle, ManifestObject } from '../../../manifest/object.ts';
import { problem, type Rule } from '../../rule.ts';
import { kubernetesRule, reference } from '../define.ts';
import { type AccessRule, allowedBy, bindingsOf, type Grant, isBuiltIn, rulesOf, subjectText } from './access.ts';
import { type GrantRow, grantRows } from './grant.table.ts';

type SampleRule = { readonly groups: string; readonly resources: string; readonly verbs: string };

const sampleOf = (grant: Grant | undefined): SampleRule => ({
  groups: JSON.stringify(grant?.group ?? ''),
  resources: grant?.resources[0] ?? '',
  verbs: grant?.verbs[0] ?? '',
});

const ruleText = ({ groups, resources, verbs }: SampleRule): string =>
  `  - apiGroups: [${groups}]\n    resources: [${resources}]\n    verbs: [${verbs}]\n`;

export const roleExample = (rule: SampleRule): string =>
  `apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: agent\n  namespace: shop\nrules:\n${ruleText(rule)}`;

/** What of a row one rule of a role gives, among all the role's rules. */
export const grantedBy = (rule: AccessRule, row: GrantRow, all: readonly AccessRule[]): readonly string[] =>
  row.grants.flatMap(({ together = [], alongside, ...grant }) => {
    const hasAll = together.every((verb) => allowedBy(rule, { ...grant, verbs: [verb] }).length > 0);
    const hasOther = alongside === undefined || all.some((other) => allowedBy(other, alongside).length > 0);
    return hasAll && hasOther ? allowedBy(rule, grant) : [];
  });

const boundTo = (role: ManifestObject, bundle: Bundle | null): string => {
  if (bundle === null) return '';
  const holders = bindingsOf(bundle)
    .filter((binding) => binding.role === role)
    .flatMap(({ subjects }) => subjects.map(subjectText));
  return holders.length === 0 ? '' : `; held by ${[...new Set(holders)].slice(0, 5).join(', ')}`;
};

const ruleOf = (row: GrantRow): Rule => {
  const [grant] = row.grants;
  const example = sampleOf(grant);
  return kubernetesRule({
    id: row.id,
    title: row.title,
    severity: row.severity,
    severityReason: row.why,
    remediation: row.fix,
    reference: reference.rbac,
    category: 'rbac',
    bad: roleExample(example) + (grant?.alongside ? ruleText(sampleOf(grant.alongside)) : ''),
    good: roleExample({ ...example, groups: '""', resources: 'resourcequotas', verbs: 'get' }),
    on: 'object',
    kinds: ['Role', 'ClusterRole'],
    *check({ object }, { change }) {
      if (isBuiltIn(object)) return;
      const all = rulesOf(object, change.bundle);
      for (const rule of all) {
        const granted = [...new Set(grantedBy(rule, row, all))];
        if (granted.length === 0) continue;
        const some = granted.slice(0, 4).join(', ') + (granted.length > 4 ? ` and ${granted.length - 4} more` : '');
        yield problem(`${object.kind} "${object.name}" may ${some}${boundTo(object, change.bundle)}`, { pointer: rule.pointer });
      }
    },
  });
};

export const grantRules: readonly Rule[] = grantRows.map(ruleOf);
