import { type Json, type JsonObject, listAt, objectAt, stringAt } from '../../model/json.ts';
import type { KnownObjects } from './known.ts';

/** The roles that bindings give to somebody before the change, as Kyverno names them. Source: kyverno, pkg/userinfo/roleRef.go. */
export const rolesOf = (known: KnownObjects, username: string, groups: readonly string[]) => {
  const bound = (kind: string): readonly JsonObject[] =>
    known
      .standing('rbac.authorization.k8s.io/v1', kind)
      .filter((binding) => listAt(binding, 'subjects').some((subject) => isSubject(subject, username, groups)));
  const roleOf = (binding: JsonObject, kind: string): readonly string[] => {
    const role = objectAt(binding, 'roleRef');
    const name = stringAt(role, 'name');
    return stringAt(role, 'kind') === kind && name !== undefined ? [name] : [];
  };
  const bindings = bound('RoleBinding');
  return {
    roles: bindings.flatMap((one) => roleOf(one, 'Role').map((name) => `${stringAt(objectAt(one, 'metadata'), 'namespace')}:${name}`)),
    clusterRoles: [...bindings, ...bound('ClusterRoleBinding')].flatMap((one) => roleOf(one, 'ClusterRole')),
  };
};

const isSubject = (subject: Json, username: string, groups: readonly string[]): boolean => {
  const name = stringAt(subject, 'name') ?? '';
  switch (stringAt(subject, 'kind')) {
    case 'User':
      return name === username;
    case 'Group':
      return groups.includes(name);
    case 'ServiceAccount':
      return username === `system:serviceaccount:${stringAt(subject, 'namespace')}:${name}`;
    default:
      return false;
  }
};
