import type { AdmissionFacts } from '../model/admission.ts';
import type { AdmissionRequest } from './review.ts';

/** What policies of other engines are told of a request. Roles are not in it: they are found by the bindings that stand among the policies. */
export const factsOf = ({
  operation,
  kind,
  namespace = '',
  userInfo,
  subResource,
  resource,
  dryRun,
}: AdmissionRequest): AdmissionFacts => ({
  operation,
  // The API server calls a Namespace's own name its namespace.
  namespace: kind.kind === 'Namespace' && kind.group === '' ? '' : namespace,
  requester: userInfo
    ? {
        username: userInfo.username ?? '',
        groups: userInfo.groups ?? [],
        ...(userInfo.uid !== undefined && { uid: userInfo.uid }),
        ...(userInfo.extra && { extra: userInfo.extra }),
        roles: [],
        clusterRoles: [],
      }
    : null,
  ...(subResource && { subresource: subResource }),
  ...(resource && { resource }),
  ...(dryRun && { dryRun }),
});
