import { createHash } from 'node:crypto';
import { withPodDefaults } from '../../../lib/manifest/defaults.ts';
import { isObject, type Json, type JsonObject, listAt, memberOf, objectAt, stringAt } from '../../../lib/model/json.ts';
import { placeOfPod } from '../../../lib/policy/kyverno/image/pod-place.ts';

/** The object as the API server hands it on: with a uid and its defaults, a Pod with its account. `held`: what stands in the cluster. */
export const stored = (sent: JsonObject, held: JsonObject | null): JsonObject => {
  const uid = stringAt(objectAt(held ?? undefined, 'metadata'), 'uid') ?? uidOf(sent);
  const object: JsonObject = { ...sent, metadata: { ...objectAt(sent, 'metadata'), uid } };
  const kind = stringAt(object, 'kind') ?? '';
  if (Object.hasOwn(defaultsOf, kind)) return { ...defaultsOf[kind], ...object };
  const place = placeOfPod(object);
  if (place === undefined) return object;
  const changed = changedAt(object, [...place.split('/').slice(1), 'spec'], withPodDefaults);
  return place === '' ? changedAt(changed, ['spec'], withAccount) : changed;
};

const defaultsOf: { readonly [kind: string]: JsonObject } = {
  StorageClass: { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' },
  ClusterRole: { rules: null },
  Role: { rules: null },
};

const uidOf = (object: JsonObject): string =>
  createHash('sha256')
    .update(JSON.stringify(object))
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');

const changedAt = (holder: JsonObject, [key = '', ...rest]: readonly string[], change: (value: JsonObject) => JsonObject): JsonObject => {
  const value: Json | undefined = memberOf(holder, key);
  if (!isObject(value)) return holder;
  return { ...holder, [key]: rest.length === 0 ? change(value) : changedAt(value, rest, change) };
};

const token = 'kube-api-access-abcde';

/** What the admission plugin ServiceAccount adds. */
const withAccount = (spec: JsonObject): JsonObject => {
  const named = { serviceAccountName: 'default', ...spec };
  if (memberOf(spec, 'automountServiceAccountToken') === false) return named;
  const mounted = (list: string) =>
    memberOf(spec, list) === undefined ? {} : { [list]: listAt(spec, list).map((each) => (isObject(each) ? withMount(each) : each)) };
  const volumes = [
    ...listAt(spec, 'volumes'),
    { name: token, projected: { defaultMode: 420, sources: [{ serviceAccountToken: { path: 'token' } }] } },
  ];
  return { ...named, ...mounted('containers'), ...mounted('initContainers'), volumes };
};

const withMount = (container: JsonObject): JsonObject => ({
  ...container,
  volumeMounts: [
    ...listAt(container, 'volumeMounts'),
    { name: token, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true },
  ],
});
