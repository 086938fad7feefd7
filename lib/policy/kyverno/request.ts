import { type Json, type JsonObject, memberOf, objectAt, stringAt } from '../../model/json.ts';
import type { ForeignRequest, Requester } from '../foreign/request.ts';

/** As a cluster hands objects over: in a namespace, they name it. */
export const inNamespace = (object: JsonObject | null, namespace: string): JsonObject | null => {
  const metadata = object && objectAt(object, 'metadata');
  if (!metadata || namespace === '' || stringAt(metadata, 'namespace') || stringAt(object, 'kind') === 'Namespace') return object;
  return { ...object, metadata: { ...metadata, namespace } };
};

/** The variable `request`: an AdmissionRequest. On DELETE `object` is the old one, as Kyverno reads it there. */
export const requestVariable = (request: ForeignRequest): JsonObject => {
  const { operation, oldObject, requester } = request;
  const object = operation === 'DELETE' ? (request.object ?? oldObject) : request.object;
  return {
    operation,
    ...(object && { object }),
    ...(oldObject && { oldObject }),
    namespace: request.namespace,
    name: stringAt(memberOf(object ?? undefined, 'metadata'), 'name') ?? '',
    kind: kindOf(object),
    ...(request.resource && { resource: request.resource }),
    ...(request.subresource !== undefined && { subResource: request.subresource }),
    dryRun: request.dryRun ?? false,
    ...(requester && whoAsks(requester)),
  };
};

const kindOf = (object: JsonObject | null): JsonObject => {
  const apiVersion = stringAt(object ?? undefined, 'apiVersion') ?? '';
  const slash = apiVersion.indexOf('/');
  const group = slash === -1 ? '' : apiVersion.slice(0, slash);
  return { group, version: apiVersion.slice(slash + 1), kind: stringAt(object ?? undefined, 'kind') ?? '' };
};

const whoAsks = ({ username, groups, uid, extra, roles, clusterRoles }: Requester): JsonObject => ({
  userInfo: { username, groups, ...(uid !== undefined && { uid }), ...(extra && { extra }) },
  roles,
  clusterRoles,
});

const account = /^system:serviceaccount:([^:]*):(.*)$/;

/** The variables `serviceAccountName` and `serviceAccountNamespace`; empty for other users. */
export const accountVariables = (requester: Requester): { readonly [name: string]: Json } => {
  const [, serviceAccountNamespace = '', serviceAccountName = ''] = account.exec(requester.username) ?? [];
  return { serviceAccountName, serviceAccountNamespace };
};
