import type { Bundle, ManifestObject } from '../../../manifest/object.ts';
import { type JsonObject, listAt } from '../../../model/json.ts';
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
export const grantedBy = (rule: AccessRule, row: GrantRow, all: readonly AccessRule[]): readonly string[] => {
  const { namesThatCount } = row;
  if (namesThatCount && rule.names.length > 0 && !rule.names.some((name) => namesThatCount.includes(name))) return [];
  return row.grants.flatMap(({ together = [], alongside, ...grant }) => {
    const hasAll = together.every((verb) => allowedBy(rule, { ...grant, verbs: [verb] }).length > 0);
    const hasOther = alongside === undefined || all.some((other) => allowedBy(other, alongside).length > 0);
    return hasAll && hasOther ? allowedBy(rule, grant) : [];
  });
};

/** A policy may ask for some of a row's rights alone, for each of them whatever else the role gives, or by the names of resources in any group. */
const narrowings = { verbs: [], resources: [], alone: false, anyGroup: false } as const;

const narrowed = (row: GrantRow, params: JsonObject): GrantRow => {
  const kept = (list: 'verbs' | 'resources', of: readonly string[]): readonly string[] => {
    const wanted = listAt(params, list);
    return wanted.length === 0 ? of : of.filter((name) => wanted.includes(name));
  };
  const isWhole = listAt(params, 'verbs').length === 0 && listAt(params, 'resources').length === 0 && params['alone'] !== true;
  if (isWhole) return row;
  const grants = row.grants.map(({ together, alongside, ...grant }) => ({
    ...grant,
    verbs: kept('verbs', grant.verbs),
    resources: kept('resources', grant.resources),
    ...(params['alone'] === true ? {} : { ...(together && { together }), ...(alongside && { alongside }) }),
  }));
  return { ...row, grants };
};

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
    defaultParams: narrowings,
    *check({ object }, { params, change }) {
      if (isBuiltIn(object)) return;
      const written = rulesOf(object, change.bundle);
      const all = params['anyGroup'] === true ? written.map((rule) => ({ ...rule, groups: ['*'] })) : written;
      const wanted = narrowed(row, params);
      for (const rule of all) {
        const granted = [...new Set(grantedBy(rule, wanted, all))];
        if (granted.length === 0) continue;
        const some = granted.slice(0, 4).join(', ') + (granted.length > 4 ? ` and ${granted.length - 4} more` : '');
        yield problem(`${object.kind} "${object.name}" may ${some}${boundTo(object, change.bundle)}`, { pointer: rule.pointer });
      }
    },
  });
};

export const grantRules: readonly Rule[] = grantRows.map(ruleOf);
