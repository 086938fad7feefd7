import type { ManifestObject } from '../../manifest/object.ts';
import { type JsonObject, objectAt, stringAt } from '../../model/json.ts';
import { clusterKinds } from '../../rule/kubernetes/kind.table.ts';
import type { Change } from '../../rule/rule.ts';
import { groupOf } from './group.ts';
import type { ForeignRequest } from './request.ts';
import { servedObject } from './served/object.ts';

/** One object of a change as an admission request would bring it: that of the cluster where there is one, else CREATE by nobody. */
export const requestOf = (object: ManifestObject, change: Change): ForeignRequest => {
  const requests = memory.get(change) ?? new Map<ManifestObject, ForeignRequest>();
  memory.set(change, requests);
  const request = requests.get(object) ?? makeRequest(object, change);
  requests.set(object, request);
  return request;
};

// Many policies are asked about each object.
const memory = new WeakMap<Change, Map<ManifestObject, ForeignRequest>>();

const makeRequest = (object: ManifestObject, change: Change): ForeignRequest => {
  const { request, previous } = change;
  if (!request) {
    const namespace = namespaceOf(object, change);
    const value = servedObject(completed(object, namespace));
    return { operation: 'CREATE', namespace, requester: null, object: value, oldObject: null };
  }
  const value = completed(object, '');
  if (request.operation === 'DELETE') return { ...request, object: null, oldObject: value };
  return { ...request, object: value, oldObject: previous?.objects[0]?.value ?? null };
};

/** Where the object goes. A command without a namespace applies to `default`, which is what Kyverno's own command takes, too. */
export const namespaceOf = (object: ManifestObject, change: Change): string => {
  if (isClusterWide(object, change)) return '';
  return object.namespace || change.occasion?.namespace || 'default';
};

const isClusterWide = ({ kind, apiVersion }: ManifestObject, change: Change): boolean =>
  clusterKinds.has(kind) || ownClusterKinds(change).has(`${groupOf(apiVersion)} ${kind}`);

const scopes = new WeakMap<Change, ReadonlySet<string>>();

/** Kinds that the change itself defines for the whole cluster. */
const ownClusterKinds = (change: Change): ReadonlySet<string> => {
  const known = scopes.get(change);
  if (known) return known;
  const kinds = (change.bundle?.ofKind('CustomResourceDefinition') ?? []).flatMap(({ value }) => {
    const spec = objectAt(value, 'spec');
    return stringAt(spec, 'scope') === 'Cluster' ? [`${stringAt(spec, 'group')} ${stringAt(objectAt(spec, 'names'), 'kind')}`] : [];
  });
  const all = new Set(kinds);
  scopes.set(change, all);
  return all;
};

/** With the kind and version that an item has of its list, and in the namespace that it goes to, as the API server would hand it on. */
const completed = ({ value, kind, apiVersion }: ManifestObject, namespace: string): JsonObject => {
  const named = value['kind'] === undefined || value['apiVersion'] === undefined ? { apiVersion, kind, ...value } : value;
  const metadata = objectAt(named, 'metadata');
  if (namespace === '' || stringAt(metadata, 'namespace') !== undefined) return named;
  return { ...named, metadata: { ...metadata, namespace } };
};
