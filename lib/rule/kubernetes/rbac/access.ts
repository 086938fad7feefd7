import type { Bundle, ManifestObject } from '../../../manifest/object.ts';
import { isList, isObject, type Json, listAt, memberOf, objectAt, stringAt } from '../../../model/json.ts';
import { matchesLabels } from '../selector.ts';

/** One rule of a role, as lists of text. Source: rbac.authorization.k8s.io/v1 PolicyRule. */
export type AccessRule = {
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly names: readonly string[];
  readonly pointer: string;
};

/** `resources` as `pods` or `pods/exec`; a verb or resource of the grant is enough. */
export type Grant = { readonly group: string; readonly resources: readonly string[]; readonly verbs: readonly string[] };

const texts = (value: Json | undefined): readonly string[] => (isList(value) ? value.filter((item) => typeof item === 'string') : []);

const ownRules = (role: ManifestObject): readonly AccessRule[] =>
  listAt(role.value, 'rules').flatMap((rule, at) =>
    isObject(rule)
      ? [
          {
            groups: texts(memberOf(rule, 'apiGroups')),
            resources: texts(memberOf(rule, 'resources')),
            verbs: texts(memberOf(rule, 'verbs')),
            names: texts(memberOf(rule, 'resourceNames')),
            pointer: `/rules/${at}`,
          },
        ]
      : [],
  );

/** A role's rules; those of an aggregating ClusterRole are its own and of every ClusterRole that its selectors match. */
export const rulesOf = (role: ManifestObject, bundle: Bundle | null): readonly AccessRule[] => {
  const selectors = listAt(objectAt(role.value, 'aggregationRule'), 'clusterRoleSelectors');
  if (selectors.length === 0 || bundle === null) return ownRules(role);
  const matched = bundle
    .ofKind('ClusterRole')
    .filter((other) => other !== role && selectors.some((selector) => matchesLabels(selector, other.labels)));
  return [...ownRules(role), ...matched.flatMap((other) => ownRules(other).map((rule) => ({ ...rule, pointer: '/aggregationRule' })))];
};

const covers = (allowed: readonly string[], wanted: string): boolean => allowed.includes('*') || allowed.includes(wanted);

const coversResource = (allowed: readonly string[], wanted: string): boolean => {
  if (covers(allowed, wanted)) return true;
  const [resource = '', subresource] = wanted.split('/');
  return subresource !== undefined && (allowed.includes(`${resource}/*`) || allowed.includes(`*/${subresource}`));
};

/** What of a grant a rule allows, as `verb resource`; empty when nothing. */
export const allowedBy = (rule: AccessRule, { group, resources, verbs }: Grant): readonly string[] => {
  if (!covers(rule.groups, group)) return [];
  const reached = resources.filter((resource) => coversResource(rule.resources, resource));
  const allowed = verbs.filter((verb) => covers(rule.verbs, verb));
  return reached.flatMap((resource) => allowed.map((verb) => `${verb} ${resource}`));
};

/** Every verb on every resource of every group, alone or by naming all verbs. `coreSuffices`: the core group counts, with Secrets, pods and tokens in it. */
export const isEverything = ({ groups, resources, verbs }: AccessRule, coreSuffices = false): boolean =>
  (groups.includes('*') || (coreSuffices && groups.includes(''))) &&
  resources.includes('*') &&
  (verbs.includes('*') || everyVerb.every((verb) => verbs.includes(verb)));

const everyVerb = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];

export type RoleSubject = { readonly kind: string; readonly name: string; readonly namespace: string };

/** A RoleBinding or ClusterRoleBinding, read. `role` is undefined when the bundle does not have it. */
export type Binding = {
  readonly object: ManifestObject;
  readonly roleKind: string;
  readonly roleName: string;
  readonly role: ManifestObject | undefined;
  readonly subjects: readonly RoleSubject[];
};

export const bindingOf = (object: ManifestObject, bundle: Bundle | null): Binding => {
  const roleRef = objectAt(object.value, 'roleRef');
  const roleKind = stringAt(roleRef, 'kind') ?? '';
  const roleName = stringAt(roleRef, 'name') ?? '';
  const role =
    roleKind === 'ClusterRole'
      ? bundle?.ofKind('ClusterRole').find(({ name }) => name === roleName)
      : bundle?.find('Role', object.namespace, roleName);
  const subjects = listAt(object.value, 'subjects').filter(isObject);
  return {
    object,
    roleKind,
    roleName,
    role,
    subjects: subjects.map((subject) => ({
      kind: stringAt(subject, 'kind') ?? '',
      name: stringAt(subject, 'name') ?? '',
      namespace: stringAt(subject, 'namespace') ?? object.namespace,
    })),
  };
};

const bindingsByBundle = new WeakMap<Bundle, readonly Binding[]>();

/** All bindings of a bundle, read once. */
export const bindingsOf = (bundle: Bundle): readonly Binding[] => {
  const known = bindingsByBundle.get(bundle);
  if (known) return known;
  const bindings = [...bundle.ofKind('ClusterRoleBinding'), ...bundle.ofKind('RoleBinding')].map((object) => bindingOf(object, bundle));
  bindingsByBundle.set(bundle, bindings);
  return bindings;
};

export const subjectText = ({ kind, name, namespace }: RoleSubject): string =>
  kind === 'ServiceAccount' && namespace !== '' ? `${kind} ${namespace}/${name}` : `${kind} ${name}`;

/** Roles that every cluster has; the API server keeps them as they are. */
export const isBuiltIn = ({ name, labels }: ManifestObject): boolean =>
  labels['kubernetes.io/bootstrapping'] === 'rbac-defaults' ||
  ['cluster-admin', 'admin', 'edit', 'view'].includes(name) ||
  /^(?:system:controller|gce:podsecuritypolicy):/.test(name);
