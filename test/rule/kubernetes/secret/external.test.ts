import { describe, expect, it } from 'vitest';
import { judge } from '../judge.ts';

const object = (kind: string, spec: object, metadata: object = {}, version = 'v1') =>
  JSON.stringify({ apiVersion: `external-secrets.io/${version}`, kind, metadata: { name: 'db', ...metadata }, spec });
const bundle = (...texts: readonly string[]) => texts.join('\n---\n');
const pointers = (rule: string, text: string) =>
  judge(rule, text).findings.map(({ location }) => (location?.kind === 'source' ? location.pointer : null));

describe('external-secret-store-missing', () => {
  const rule = 'external-secret-store-missing';
  const user = (ref: object, kind = 'ExternalSecret') => object(kind, { secretStoreRef: ref }, { namespace: 'shop' });
  const said = (text: string) => {
    const { findings, notEvaluated } = judge(rule, text);
    return [findings.length, notEvaluated.length];
  };

  it.each([
    ['no store in the change', [user({ name: 'v' })], [0, 1]],
    ['a store of the other kind', [user({ name: 'v' }), object('ClusterSecretStore', {}, { name: 'v' })], [0, 1]],
    ['its store', [user({ name: 'v' }), object('SecretStore', {}, { name: 'v', namespace: 'shop' }, 'v1beta1')], [0, 0]],
    ['a store of another namespace', [user({ name: 'v' }), object('SecretStore', {}, { name: 'v', namespace: 'other' })], [1, 0]],
    ['a cluster store', [user({ name: 'v', kind: 'ClusterSecretStore' }), object('ClusterSecretStore', {}, { name: 'v' })], [0, 0]],
    [
      'a label of a store',
      [
        object('PushSecret', { secretStoreRefs: [{ labelSelector: { matchLabels: { a: 'b' } } }] }, {}, 'v1alpha1'),
        object('SecretStore', {}, { labels: { a: 'b' } }),
      ],
      [0, 0],
    ],
    [
      'a ClusterExternalSecret with a store of a namespace',
      [
        object('ClusterExternalSecret', { externalSecretSpec: { secretStoreRef: { name: 'v' } } }),
        object('SecretStore', {}, { name: 'v' }),
      ],
      [0, 0],
    ],
    [
      'a source of its own for one key',
      [object('ExternalSecret', { data: [{ sourceRef: { storeRef: { name: 'w' } } }] }), object('SecretStore', {}, { name: 'v' })],
      [1, 0],
    ],
    ['another group', [user({ name: 'v' }).replace('external-secrets.io', 'example.com')], [0, 0]],
  ])('%s', (_, texts, expected) => {
    expect(said(bundle(...texts))).toEqual(expected);
  });
});

describe('external-secret-refresh', () => {
  const at = (refreshInterval: unknown, more: object = {}) =>
    pointers('external-secret-refresh', object('ExternalSecret', { refreshInterval, ...more }, {}, 'v1beta1'));

  it.each(['0', '0s', '59s', '-1h', '1', 'hourly', 30, '500ms'])('finds %j', (interval) => {
    expect(at(interval)).toEqual(['/spec/refreshInterval']);
  });
  it.each(['60s', '1m', '1h0m0s', '.5h', null, undefined])('passes %j', (interval) => {
    expect(at(interval)).toEqual([]);
  });
  it('passes what is meant to be fetched once', () => {
    expect(at('0', { refreshPolicy: 'CreatedOnce' })).toEqual([]);
    expect(at('0', { dataFrom: [{ sourceRef: { generatorRef: { kind: 'Password', name: 'p' } } }] })).toEqual([]);
    expect(at('0', { dataFrom: [{ extract: { key: 'a' } }] })).toHaveLength(1);
  });
  it('looks into a ClusterExternalSecret', () => {
    const text = object('ClusterExternalSecret', { refreshTime: '1m', externalSecretSpec: { refreshInterval: '5s' } });
    expect(pointers('external-secret-refresh', text)).toEqual(['/spec/externalSecretSpec/refreshInterval']);
  });
});

describe('cluster-secret-store-wide', () => {
  it.each([
    [{}, 1],
    [{ conditions: [] }, 1],
    [{ conditions: [{ namespaceSelector: {} }] }, 1],
    [{ conditions: [{ namespaces: ['a'] }, { namespaceRegexes: ['.*'] }] }, 1],
    [{ conditions: [{ namespaceRegexes: ['^shop-.*'] }] }, 0],
    [{ conditions: [{ namespaceSelector: { matchLabels: { team: 'shop' } } }] }, 0],
  ])('%j: %i', (spec, count) => {
    expect(pointers('cluster-secret-store-wide', object('ClusterSecretStore', spec))).toHaveLength(count);
  });
});

describe('secret-store-literal', () => {
  const at = (provider: object) => pointers('secret-store-literal', object('SecretStore', { provider }));

  it.each([
    [{ webhook: { headers: { Authorization: 'Bearer abcdef0123' } } }, '/spec/provider/webhook/headers/Authorization'],
    [{ vault: { auth: { token: 'hvs.abc' } } }, '/spec/provider/vault/auth/token'],
    [{ secretserver: { password: { value: 'hunter2' } } }, '/spec/provider/secretserver/password/value'],
  ])('finds %j', (provider, pointer) => {
    expect(at(provider)).toEqual([pointer]);
  });
  it.each([
    { webhook: { headers: { Authorization: 'Bearer {{ .auth.token }}' } } },
    { vault: { auth: { appRole: { roleId: 'shop', secretRef: { name: 'a', key: 'token' } } } } },
    { secretserver: { username: { value: 'shop' } } },
  ])('passes %j', (provider) => {
    expect(at(provider)).toEqual([]);
  });
});
