import type { Bundle, ManifestObject } from '../../../manifest/object.ts';
import { isObject, type Json, listAt, memberOf, objectAt, pointerToken, stringAt } from '../../../model/json.ts';
import { notEvaluated, problem, type Rule, type Statement } from '../../rule.ts';
import { kubernetesRule, reference } from '../define.ts';
import { namespaceOf } from '../pods.ts';
import { matchesLabels } from '../selector.ts';
import { secretSign } from './detect.ts';
import { externalText, isExternal, specOf } from './external.ts';

type StoreReference = {
  readonly kind: string;
  readonly name: string | undefined;
  readonly selector: Json | undefined;
  readonly pointer: string;
};

const storeReference = (ref: Json | undefined, pointer: string): readonly StoreReference[] =>
  isObject(ref)
    ? [
        {
          // Without a kind a namespace's own store is meant. Source: SecretStoreRef of external-secrets.io/v1.
          kind: stringAt(ref, 'kind') ?? 'SecretStore',
          name: stringAt(ref, 'name'),
          selector: memberOf(ref, 'labelSelector'),
          pointer,
        },
      ]
    : [];

const storeReferences = (object: ManifestObject): readonly StoreReference[] => {
  const { spec, pointer } = specOf(object);
  return [
    ...storeReference(memberOf(spec, 'secretStoreRef'), `${pointer}/secretStoreRef`),
    ...listAt(spec, 'secretStoreRefs').flatMap((ref, at) => storeReference(ref, `${pointer}/secretStoreRefs/${at}`)),
    ...(['data', 'dataFrom'] as const).flatMap((list) =>
      listAt(spec, list).flatMap((item, at) =>
        storeReference(memberOf(objectAt(item, 'sourceRef'), 'storeRef'), `${pointer}/${list}/${at}/sourceRef/storeRef`),
      ),
    ),
  ];
};

const storeStatement = (ref: StoreReference, user: ManifestObject, bundle: Bundle): Statement | null => {
  const stores = bundle.ofKind(ref.kind).filter(isExternal);
  const what = ref.name === undefined ? `${ref.kind} with the labels` : `${ref.kind} "${ref.name}"`;
  if (stores.length === 0) return notEvaluated(`no ${ref.kind} is in the change; whether the cluster has the ${what} cannot be seen here`);
  const named = stores.filter((store) => (ref.name === undefined ? matchesLabels(ref.selector, store.labels) : store.name === ref.name));
  if (
    ref.kind === 'ClusterSecretStore'
      ? named.length > 0
      : named.some((store) => namespaceOf(store.namespace) === namespaceOf(user.namespace))
  )
    return null;
  // Its objects are made in namespaces that only the cluster knows.
  if (user.kind === 'ClusterExternalSecret' && ref.kind === 'SecretStore' && named.length > 0)
    return notEvaluated(`the ${what} must be in every namespace that is selected, which cannot be seen here`);
  const elsewhere = named[0] ? `; one of the namespace "${namespaceOf(named[0].namespace)}" serves only that one` : '';
  return problem(`the ${what} is not in the change${elsewhere}`, { pointer: ref.pointer });
};

const everyName = /^\^?(?:\.[*+])\$?$/;

const isWideCondition = (condition: Json): boolean => {
  const selector = memberOf(condition, 'namespaceSelector');
  const isEmpty =
    isObject(selector) && Object.keys(objectAt(selector, 'matchLabels')).length === 0 && listAt(selector, 'matchExpressions').length === 0;
  return isEmpty || listAt(condition, 'namespaceRegexes').some((name) => typeof name === 'string' && everyName.test(name));
};

type Literal = { readonly name: string; readonly why: string; readonly pointer: string };

/** Literals of a provider; a name that only says `value` is called as what holds it, as Delinea's `clientSecret.value` is. */
function* literalsIn(value: Json, name: string, pointer: string): Iterable<Literal> {
  if (typeof value === 'string') {
    const sign = secretSign(name, value);
    if (sign) yield { name, why: sign.why, pointer };
    return;
  }
  const entries: readonly [string | number, Json][] = Array.isArray(value)
    ? [...value.entries()]
    : isObject(value)
      ? Object.entries(value)
      : [];
  for (const [key, member] of entries) {
    const called = typeof key === 'number' || key === 'value' ? name : key;
    yield* literalsIn(member, called, `${pointer}/${pointerToken(key)}`);
  }
}

const store = (kind: string, spec: string): string => externalText(kind, 'vault', spec);
const user = externalText('ExternalSecret', 'db', 'secretStoreRef: {name: vault}\ndata:\n  - {secretKey: password, remoteRef: {key: db}}');
const vault = 'provider: {vault: {server: "https://vault.example.com", auth: {tokenSecretRef: {name: vault, key: token}}}}';

export const secretStoreRules: readonly Rule[] = [
  kubernetesRule({
    id: 'external-secret-store-missing',
    title: 'The store of an external secret exists',
    severity: 'medium',
    severityReason: 'Without its store no Secret is made, and the pods that need it do not start.',
    remediation: 'Correct kind and name of the reference, or add the store, a SecretStore in the same namespace.',
    reference: reference.externalSecret,
    category: 'secrets',
    bad: `${user}---\n${store('SecretStore', vault).replace('name: vault', 'name: vualt')}`,
    good: `${user}---\n${store('SecretStore', vault)}`,
    on: 'object',
    alone: { why: 'the store may be in the cluster' },
    kinds: ['ExternalSecret', 'ClusterExternalSecret', 'PushSecret'],
    *check({ object }, { change }) {
      if (!change.bundle || !isExternal(object)) return;
      for (const ref of storeReferences(object)) {
        const statement = storeStatement(ref, object, change.bundle);
        if (statement) yield statement;
      }
    },
  }),
  kubernetesRule({
    id: 'cluster-secret-store-wide',
    title: 'A ClusterSecretStore names the namespaces that may use it',
    severity: 'medium',
    severityReason: 'Whoever may write an ExternalSecret in any namespace reads all that the store can read.',
    remediation: 'Set spec.conditions with namespaces or a namespaceSelector, or use a SecretStore in each namespace.',
    reference: reference.clusterSecretStore,
    category: 'secrets',
    bad: store('ClusterSecretStore', vault),
    good: store('ClusterSecretStore', `conditions:\n  - namespaces: [shop]\n${vault}`),
    on: 'object',
    kinds: ['ClusterSecretStore'],
    *check({ object }) {
      if (!isExternal(object)) return;
      const conditions = listAt(objectAt(object.value, 'spec'), 'conditions');
      if (conditions.length === 0)
        yield problem(`the ClusterSecretStore "${object.name}" has no conditions, so every namespace may use it`, { pointer: '/spec' });
      // One that matches is enough. Source: ClusterSecretStoreCondition.
      for (const [at, condition] of conditions.entries()) {
        if (isWideCondition(condition))
          yield problem(`a condition of the ClusterSecretStore "${object.name}" matches every namespace`, {
            pointer: `/spec/conditions/${at}`,
          });
      }
    },
  }),
  kubernetesRule({
    id: 'secret-store-literal',
    title: 'Stores hold no credentials themselves',
    severity: 'high',
    severityReason: 'The credential of a store opens every secret behind it.',
    remediation: 'Refer to a Secret or a service account, best to an identity of the workload, and replace the leaked credential.',
    reference: reference.secretStore,
    category: 'secrets',
    bad: store('SecretStore', 'provider: {delinea: {tenant: shop, clientSecret: {value: s3cr3t-of-shop}}}'),
    good: store('SecretStore', 'provider: {delinea: {tenant: shop, clientSecret: {secretRef: {name: delinea, key: clientSecret}}}}'),
    on: 'object',
    kinds: ['SecretStore', 'ClusterSecretStore'],
    *check({ object }) {
      if (!isExternal(object)) return;
      const provider = objectAt(objectAt(object.value, 'spec'), 'provider');
      for (const { name, why, pointer } of literalsIn(provider, 'provider', '/spec/provider'))
        yield problem(`${name || 'a value'} of the ${object.kind} "${object.name}" ${why}`, { pointer });
    },
  }),
];
