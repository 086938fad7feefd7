import { documentsIn } from '../manifest/documents.ts';
import type { AdmissionFacts } from '../model/admission.ts';
import { AppError } from '../model/error.ts';
import type { ManifestEvidence } from '../model/evidence.ts';
import { type JsonObject, objectAt, stringAt } from '../model/json.ts';
import { servedObject } from '../policy/foreign/served/object.ts';
import { manifestEvidence, objectEvidence } from './evidence.ts';
import type { GivenRequest, PolicyCase } from './policy-test.schema.ts';

/** The manifests of a case, with what it tells of the cluster and of who asks. Throws AppError `invalid-yaml`, and `invalid-policy` for a request without its one object. */
export const givenManifests = (manifests: string, { cluster, request, before, namespace }: PolicyCase['given']): ManifestEvidence => {
  const told = cluster === undefined ? {} : { cluster: documentsIn([{ name: 'cluster', text: cluster }]) };
  if (request === undefined && before === undefined) return { ...manifestEvidence([{ name: 'given.yaml', text: manifests }]), ...told };
  const object = onlyObject(manifests, 'manifests');
  const previous = before === undefined ? undefined : onlyObject(before, 'before');
  return {
    ...objectEvidence(object, 'given', previous),
    ...told,
    request: factsOf(object, request ?? {}, previous !== undefined, namespace),
  };
};

const onlyObject = (text: string, member: string): JsonObject => {
  const [first, ...others] = documentsIn([{ name: member, text }]);
  // A cluster would ask about it as its API server has filled it.
  if (first && others.length === 0) return servedObject(first);
  throw new AppError('invalid-policy', `a case with request or before has one object in ${member}`);
};

const factsOf = (object: JsonObject, request: GivenRequest, isUpdate: boolean, namespace: string | undefined): AdmissionFacts => ({
  operation: request.operation ?? (isUpdate ? 'UPDATE' : 'CREATE'),
  namespace: stringAt(objectAt(object, 'metadata'), 'namespace') ?? namespace ?? '',
  requester: {
    username: request.username ?? '',
    groups: request.groups ?? [],
    roles: request.roles ?? [],
    clusterRoles: request.clusterRoles ?? [],
  },
  ...(request.subresource !== undefined && { subresource: request.subresource }),
});
