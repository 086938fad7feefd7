import { createHash } from 'node:crypto';
import { withPodDefaults } from '../../../lib/manifest/defaults.ts';
import { isObject, type Json, type JsonObject, listAt, memberOf, objectAt, stringAt } from '../../../lib/model/json.ts';
import { placeOfPod } from '../../../lib/policy/kyverno/image/pod-place.ts';
import { nameOf } from './cluster.ts';
import { containerDefaults, kindDefaults, podDefaults, probeDefaults } from './defaults.table.ts';
import { merged } from './values.ts';

/** The object as the API server hands it on: with a uid and its defaults, a Pod with its account. `held`: what stands in the cluster. */
export const stored = (sent: JsonObject, held: JsonObject | null): JsonObject => {
  const kind = stringAt(sent, 'kind') ?? '';
  const metadata = {
    uid: stringAt(objectAt(held ?? undefined, 'metadata'), 'uid') ?? uidOf(sent),
    creationTimestamp: '2026-08-21T00:00:00Z',
  };
  const own = Object.hasOwn(kindDefaults, kind) ? (kindDefaults[kind] ?? {}) : {};
  const object = withParts(merged({ metadata, ...own }, sent), kind);
  const place = placeOfPod(object);
  if (place === undefined) return object;
  const changed = changedAt(object, [...place.split('/').slice(1), 'spec'], withRunDefaults);
  return place === '' ? changedAt(changed, ['spec'], withAccount) : changed;
};

const uidOf = (object: JsonObject): string =>
  createHash('sha256')
    .update(JSON.stringify(object))
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');

/** What the API server makes of other members. */
const withParts = (object: JsonObject, kind: string): JsonObject => {
  switch (kind) {
    case 'Namespace':
      return merged(object, { metadata: { labels: { 'kubernetes.io/metadata.name': nameOf(object) } } });
    case 'Service':
      return changedAt(object, ['spec'], (spec) => ({ ...spec, ports: listAt(spec, 'ports').map(withPort) }));
    case 'NetworkPolicy':
      return changedAt(object, ['spec'], (spec) => ({
        policyTypes: ['Ingress', ...(memberOf(spec, 'egress') ? ['Egress'] : [])],
        ...spec,
      }));
    default:
      return object;
  }
};

const withPort = (port: Json): Json => (isObject(port) ? { protocol: 'TCP', targetPort: memberOf(port, 'port') ?? null, ...port } : port);

const changedAt = (holder: JsonObject, [key = '', ...rest]: readonly string[], change: (value: JsonObject) => JsonObject): JsonObject => {
  const value: Json | undefined = memberOf(holder, key);
  if (!isObject(value)) return holder;
  return { ...holder, [key]: rest.length === 0 ? change(value) : changedAt(value, rest, change) };
};

const withRunDefaults = (spec: JsonObject): JsonObject => inContainers({ ...podDefaults, ...withPodDefaults(spec) }, withContainer);

const withContainer = (container: JsonObject): JsonObject => {
  const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((name): [string, Json][] => {
    const probe = memberOf(container, name);
    return isObject(probe) ? [[name, { ...probeDefaults, ...probe }]] : [];
  });
  return { ...containerDefaults, ...container, ...Object.fromEntries(probes) };
};

const inContainers = (spec: JsonObject, change: (container: JsonObject) => JsonObject): JsonObject => {
  const lists = ['initContainers', 'containers'].flatMap((list): [string, Json][] =>
    memberOf(spec, list) === undefined ? [] : [[list, listAt(spec, list).map((each) => (isObject(each) ? change(each) : each))]],
  );
  return { ...spec, ...Object.fromEntries(lists) };
};

const token = 'kube-api-access-abcde';

/** What the admission plugins ServiceAccount and Priority add. */
const withAccount = (spec: JsonObject): JsonObject => {
  const named = { serviceAccountName: 'default', serviceAccount: 'default', enableServiceLinks: true, priority: 0, ...spec };
  if (memberOf(spec, 'automountServiceAccountToken') === false) return named;
  const source = { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } };
  const volumes = [...listAt(spec, 'volumes'), { name: token, projected: { defaultMode: 420, sources: [source] } }];
  return { ...inContainers(named, withMount), volumes };
};

const withMount = (container: JsonObject): JsonObject => ({
  ...container,
  volumeMounts: [
    ...listAt(container, 'volumeMounts'),
    { name: token, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true },
  ],
});
