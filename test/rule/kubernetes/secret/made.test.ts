import { describe, expect, it } from 'vitest';
import { judge } from '../judge.ts';

const object = (apiVersion: string, kind: string, name: string, rest: object) =>
  JSON.stringify({ apiVersion, kind, metadata: { name }, ...rest });
const external = (spec: object) => object('external-secrets.io/v1', 'ExternalSecret', 'x', { spec: { target: { name: 'web' }, ...spec } });
const pod = object('v1', 'Pod', 'web', {
  spec: {
    containers: [{ name: 'web', image: 'a', env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'web', key: 'token' } } }] }],
    volumes: [{ name: 'v', secret: { secretName: 'web', items: [{ key: 'token', path: 'a' }] } }],
  },
});
const count = (rule: string, ...texts: readonly string[]) => judge(rule, texts.join('\n---\n')).findings.length;

describe('made-secret-key', () => {
  it.each([
    ['another key', external({ data: [{ secretKey: 'other' }] }), 2],
    ['the key', external({ data: [{ secretKey: 'token' }] }), 0],
    ['all that the store has', external({ data: [{ secretKey: 'other' }], dataFrom: [{ extract: { key: 'a' } }] }), 0],
    ['a template without it', external({ data: [{ secretKey: 'token' }], target: { name: 'web', template: { data: { other: '' } } } }), 2],
    [
      'a template that adds to it',
      external({ data: [{ secretKey: 'token' }], target: { name: 'web', template: { mergePolicy: 'Merge', data: { other: '' } } } }),
      0,
    ],
    ['a Secret that is added to', external({ data: [{ secretKey: 'other' }], target: { name: 'web', creationPolicy: 'Merge' } }), 0],
    ['a SealedSecret without it', object('bitnami.com/v1alpha1', 'SealedSecret', 'web', { spec: { encryptedData: { other: 'Ag==' } } }), 2],
    ['a SealedSecret', object('bitnami.com/v1alpha1', 'SealedSecret', 'web', { spec: { encryptedData: { token: 'Ag==' } } }), 0],
    [
      'a CSI class without it',
      object('secrets-store.csi.x-k8s.io/v1', 'SecretProviderClass', 'c', {
        spec: { secretObjects: [{ secretName: 'web', data: [{ key: 'other', objectName: 'a' }] }] },
      }),
      2,
    ],
  ])('%s', (_, maker, expected) => {
    expect(count('made-secret-key', maker, pod)).toBe(expected);
    expect(judge('env-source-missing', `${maker}\n---\n${pod}`)).toEqual({ findings: [], notEvaluated: [] });
  });
});

describe('secret-manifest', () => {
  const sealed = 'ENC[AES256_GCM,data:Zm9v,iv:YWJj,tag:ZGVm,type:str]';
  const secret = (values: object) => count('secret-manifest', object('v1', 'Secret', 'a', values));

  it.each([
    [{ data: { a: sealed }, sops: { version: '3.9.0' } }, 0],
    [{ data: { a: sealed, b: 'aHVudGVyMg==' }, sops: { version: '3.9.0' } }, 1],
    [{ data: { a: 'aHVudGVyMg==' }, sops: {} }, 1],
    [{ stringData: { a: '<path:secret/data/db#password>' } }, 0],
    [{ data: { a: Buffer.from('vault:secret/data/db#password').toString('base64') } }, 0],
    [{ stringData: { a: 'vault of the shop' } }, 1],
  ])('%j: %i', (values, expected) => {
    expect(secret(values)).toBe(expected);
  });

  it('is silent about what only refers to a secret or is encrypted', () => {
    const spec = { encryptedData: { password: 'AgBy3i4OJSWK+PiTySYZZA9rO43cGDEq' } };
    expect(count('secret-manifest', object('bitnami.com/v1alpha1', 'SealedSecret', 'a', { spec }))).toBe(0);
    expect(count('secret-in-configmap', object('v1', 'ConfigMap', 'a', { data: { password: sealed } }))).toBe(0);
    expect(count('secret-in-configmap', object('v1', 'ConfigMap', 'a', { data: { password: 'hunter2' }, sops: {} }))).toBe(1);
    const template = '{{ with secret "db" }}postgres://{{ .Data.user }}:{{ .Data.password }}@db{{ end }}';
    const annotations = { 'vault.hashicorp.com/agent-inject-template-db': template };
    expect(count('secret-in-annotation', JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', annotations } }))).toBe(0);
  });
});
