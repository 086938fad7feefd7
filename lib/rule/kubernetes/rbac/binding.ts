import type { Bundle, Workload } from '../../../manifest/object.ts';
import { type JsonObject, listAt, memberOf, stringAt } from '../../../model/json.ts';
import { problem, type Rule, type Statement } from '../../rule.ts';
import { kubernetesRule, reference } from '../define.ts';
import { mountsToken } from '../identity.ts';
import { type AccessRule, type Binding, bindingOf, bindingsOf, isEverything, rulesOf, subjectText } from './access.ts';
import { grantRows } from './grant.table.ts';
import { grantedBy, roleExample } from './grant.ts';

const bindingExample = (kind: string, role: string, subject: string): string =>
  `apiVersion: rbac.authorization.k8s.io/v1\nkind: ${kind}\nmetadata:\n  name: agents\n${kind === 'RoleBinding' ? '  namespace: shop\n' : ''}roleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: ClusterRole\n  name: ${role}\nsubjects:\n  - ${subject}\n`;
const account = '{kind: ServiceAccount, name: agent, namespace: shop}';
const group = (name: string): string => `{kind: Group, name: '${name}', apiGroup: rbac.authorization.k8s.io}`;
const bindings = ['ClusterRoleBinding', 'RoleBinding'] as const;

const isAdmin = ({ object, roleKind, roleName, role }: Binding, bundle: Bundle | null, params: JsonObject): boolean => {
  if (listAt(params, 'roleNames').includes(roleName)) return true;
  if (roleKind !== 'Role' && roleName === 'cluster-admin') return true;
  if (object.kind === 'ClusterRoleBinding' && ['cluster-admin', 'admin', 'edit'].includes(roleName)) return true;
  return role !== undefined && rulesOf(role, bundle).some((rule) => isEverything(rule, params['coreSuffices'] === true));
};

/** Rights each of which is enough to take the cluster over. */
const takeover = new Set([
  'rbac-create-pods',
  'rbac-secrets',
  'rbac-impersonate',
  'rbac-bind',
  'rbac-escalate',
  'rbac-exec',
  'rbac-nodes-proxy',
  'rbac-token',
  'rbac-pv',
  'rbac-webhooks',
]);
const takeoverRows = grantRows.filter(({ id }) => takeover.has(id));

/** What the account of a pod may do, everywhere or in its own namespace too, by the bindings that the bundle has; nothing when it gets no token. */
const heldRulesOf = (workload: Workload, bundle: Bundle, alsoOwnNamespace: boolean): readonly AccessRule[] => {
  if (mountsToken(workload, bundle) === false) return [];
  const name = stringAt(workload.spec, 'serviceAccountName') ?? 'default';
  const namespace = workload.object.namespace || 'default';
  const held = bindingsOf(bundle).filter(
    ({ object, subjects }) =>
      (object.kind === 'ClusterRoleBinding' || (alsoOwnNamespace && (object.namespace || 'default') === namespace)) &&
      subjects.some(
        (subject) => subject.kind === 'ServiceAccount' && subject.name === name && (subject.namespace || 'default') === namespace,
      ),
  );
  return held.flatMap(({ role }) => (role ? rulesOf(role, bundle) : []));
};

const toGroup = (matches: (name: string) => boolean, what: string) =>
  function* ({ object }: { object: Parameters<typeof bindingOf>[0] }): Iterable<Statement> {
    for (const [at, subject] of listAt(object.value, 'subjects').entries()) {
      const name = stringAt(subject, 'name') ?? '';
      if (matches(name)) yield problem(`${object.kind} "${object.name}" gives rights to ${name}, ${what}`, { pointer: `/subjects/${at}` });
    }
  };

export const bindingRules: readonly Rule[] = [
  kubernetesRule({
    id: 'rbac-cluster-admin',
    title: 'Nobody is given the whole cluster',
    severity: 'critical',
    severityReason: 'Its holder can do everything, and so can whoever captures it.',
    remediation: 'Bind a role with the rights that are needed, in the namespace where they are needed.',
    reference: reference.rbac,
    category: 'rbac',
    bad: bindingExample('ClusterRoleBinding', 'cluster-admin', account),
    good: bindingExample('RoleBinding', 'view', account),
    on: 'bundle',
    alone: true,
    defaultParams: { rights: [...takeover], ownNamespace: false, coreSuffices: false, roleNames: [] },
    *check({ bundle }, { params }) {
      const wanted = takeoverRows.filter(({ id }) => listAt(params, 'rights').includes(id));
      const isOwn = params['ownNamespace'] === true;
      const coreSuffices = params['coreSuffices'] === true;
      for (const binding of bindingsOf(bundle)) {
        const { object, roleKind, roleName, subjects } = binding;
        if (object.labels['kubernetes.io/bootstrapping'] === 'rbac-defaults' || !isAdmin(binding, bundle, params)) continue;
        const who = subjects.map(subjectText).slice(0, 5).join(', ');
        yield problem(
          `${object.kind} "${object.name}" gives ${roleKind} "${roleName}", which may do everything, to ${who || 'nobody yet'}`,
          { object, pointer: '/roleRef' },
        );
      }
      for (const workload of bundle.workloads) {
        const rules = heldRulesOf(workload, bundle, isOwn);
        const every = rules.some((rule) => isEverything(rule, coreSuffices)) ? ['everything'] : [];
        const rights = [...every, ...rules.flatMap((rule) => wanted.flatMap((row) => grantedBy(rule, row, rules)))];
        if (rights.length === 0) continue;
        const where = isOwn ? 'in its namespace or beyond' : 'in the whole cluster';
        const message = `the pod's account may ${[...new Set(rights)].slice(0, 4).join(', ')} ${where}`;
        yield problem(message, { object: workload.object, pointer: workload.podPointer });
      }
    },
  }),
  kubernetesRule({
    id: 'rbac-system-masters',
    title: 'system:masters is not bound',
    severity: 'critical',
    severityReason: 'Members of the group pass every check, and no role can take that away.',
    remediation: 'Bind a role to a group of your own.',
    reference: reference.rbac,
    category: 'rbac',
    bad: bindingExample('ClusterRoleBinding', 'view', group('system:masters')),
    good: bindingExample('ClusterRoleBinding', 'view', group('operators')),
    on: 'object',
    kinds: bindings,
    check: toGroup((name) => name === 'system:masters', 'who pass every check already'),
  }),
  kubernetesRule({
    id: 'rbac-anonymous',
    title: 'Anonymous callers have no rights',
    severity: 'critical',
    severityReason: 'Whoever reaches the API server has them.',
    remediation: 'Remove the subject.',
    reference: reference.rbac,
    category: 'rbac',
    bad: bindingExample('RoleBinding', 'view', group('system:unauthenticated')),
    good: bindingExample('RoleBinding', 'view', group('viewers')),
    on: 'object',
    kinds: bindings,
    check: toGroup((name) => name === 'system:anonymous' || name === 'system:unauthenticated', 'callers who say nothing of who they are'),
  }),
  kubernetesRule({
    id: 'rbac-authenticated',
    title: 'system:authenticated has no rights of its own',
    severity: 'high',
    severityReason: 'Every account of every pod is a member, on some clouds every user of the cloud.',
    remediation: 'Bind the role to a group of your own.',
    reference: reference.rbac,
    category: 'rbac',
    bad: `${roleExample({ groups: '""', resources: 'pods', verbs: 'list' }).replace('kind: Role', 'kind: ClusterRole').replace('  namespace: shop\n', '')}---\n${bindingExample('ClusterRoleBinding', 'agent', group('system:authenticated'))}`,
    good: bindingExample('ClusterRoleBinding', 'view', group('viewers')),
    on: 'object',
    kinds: bindings,
    *check({ object }, { change }) {
      const { subjects, role, roleName } = bindingOf(object, change.bundle);
      if (!subjects.some(({ name }) => name === 'system:authenticated')) return;
      // Without the role's rules nobody can say whether it gives anything; roles for discovery are bound like this in every cluster.
      if (role === undefined && roleName.startsWith('system:')) return;
      yield problem(`${object.kind} "${object.name}" gives ${roleName} to every authenticated caller`, { pointer: '/subjects' });
    },
  }),
  kubernetesRule({
    id: 'default-sa-binding',
    title: 'Default service accounts have no rights',
    severity: 'medium',
    severityReason: 'Every pod that names no account gets them.',
    remediation: 'Bind the role to an account made for the workload.',
    reference: reference.serviceAccount,
    category: 'identity',
    bad: bindingExample('RoleBinding', 'view', '{kind: ServiceAccount, name: default, namespace: shop}'),
    good: bindingExample('RoleBinding', 'view', account),
    on: 'object',
    kinds: bindings,
    *check({ object }) {
      for (const [at, subject] of listAt(object.value, 'subjects').entries()) {
        if (memberOf(subject, 'kind') !== 'ServiceAccount' || memberOf(subject, 'name') !== 'default') continue;
        yield problem(`${object.kind} "${object.name}" gives rights to the default account`, { pointer: `/subjects/${at}` });
      }
    },
  }),
];
