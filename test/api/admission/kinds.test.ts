import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../lib/model/json.ts';
import { bodyOf, openWorld, type Tenant } from '../harness.ts';

const access = 'rbac.authorization.k8s.io';
const binding = (roleName: string, more: JsonObject = {}, metadata: JsonObject = {}): JsonObject => ({
  apiVersion: `${access}/v1`,
  kind: 'ClusterRoleBinding',
  metadata: { name: 'agents', ...metadata },
  roleRef: { apiGroup: access, kind: 'ClusterRole', name: roleName },
  subjects: [{ kind: 'ServiceAccount', name: 'agent', namespace: 'shop' }],
  ...more,
});
const admin = binding('cluster-admin');
const external: JsonObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { selector: { app: 'web' }, ports: [{ port: 80 }], externalIPs: ['203.0.113.7'] },
};
const template: JsonObject = {
  apiVersion: 'v1',
  kind: 'PodTemplate',
  metadata: { name: 'web', namespace: 'shop' },
  template: { spec: { hostPID: true, containers: [{ name: 'web', image: 'registry.example.com/web:1' }] } },
};

/** A tenant whose active policy `cluster` has these rules, each a refusal. */
const ruledBy = async (rules: readonly string[]): Promise<Tenant> => {
  const tenant = await (await openWorld()).tenant();
  const spec = { rules: rules.map((rule) => ({ rule, effect: 'deny' })), actions: { unknown: 'allow' } };
  const json = { apiVersion: 'plimsoll.dev/v1', kind: 'Policy', metadata: { name: 'cluster' }, spec };
  const headers = { 'content-type': 'application/yaml' };
  const { digest } = await bodyOf(await tenant.send({ method: 'POST', path: '/v1/policies', body: JSON.stringify(json), headers }));
  const active = { method: 'PUT', path: '/v1/policies/cluster/active', json: { digest }, headers: { 'if-match': '"v0"' } };
  expect((await tenant.send(active)).status).toBe(200);
  return tenant;
};
const ask = async (tenant: Tenant, object: JsonObject, more: JsonObject = {}) => {
  const kind = { group: '', version: 'v1', kind: String(object['kind']) };
  const request = { uid: 'u-1', kind, operation: 'CREATE', object, ...more };
  const json = { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', request };
  const answer = await tenant.send({ method: 'POST', path: '/v1/admission/cluster', json });
  expect(answer.status).toBe(200);
  return (await bodyOf(answer)).response;
};

describe('admission of objects that run no containers', () => {
  it.each<[string, string, JsonObject]>([
    ['rbac-cluster-admin', 'may do everything', admin],
    ['rbac-system-masters', 'system:masters', binding('view', { subjects: [{ kind: 'Group', name: 'system:masters', apiGroup: access }] })],
    ['service-external-ip', '203.0.113.7', external],
    [
      'ingress-nginx-annotations',
      'into nginx',
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: { name: 'web', annotations: { 'nginx.ingress.kubernetes.io/server-snippet': 'return 200;' } },
      },
    ],
    [
      'secret-in-configmap',
      'private key',
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'web' },
        data: { key: `-----BEGIN RSA PRIVATE KEY-----\n${'MIIEowIBAAKCAQEA'.repeat(20)}\n-----END RSA PRIVATE KEY-----\n` },
      },
    ],
  ])('refuses what %s forbids', async (rule, said, object) => {
    const tenant = await ruledBy([rule]);
    expect(await ask(tenant, object)).toMatchObject({
      allowed: false,
      status: { code: 403, message: expect.stringContaining(said) },
      auditAnnotations: { decision: 'deny', policy: 'cluster' },
    });
  });

  it('lets in what no rule forbids, as judged and not as exempt', async () => {
    const tenant = await ruledBy(['rbac-cluster-admin', 'service-external-ip']);
    for (const object of [binding('view'), { ...external, spec: { ports: [{ port: 80 }] } }, { apiVersion: 'v1', kind: 'ConfigMap' }]) {
      const { allowed, auditAnnotations } = await ask(tenant, object);
      expect({ allowed, decision: auditAnnotations.decision }).toEqual({ allowed: true, decision: 'allow' });
    }
  });

  it('does not say of one object that the others are missing, which the cluster may have', async () => {
    const tenant = await ruledBy(['service-dangling', 'limit-range', 'ingress-dangling', 'secret-manifest', 'network-policy-missing']);
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'made-by-an-operator' }, data: { password: 'aHVudGVyMg==' } };
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };
    for (const object of [external, secret, namespace])
      expect(await ask(tenant, object)).toMatchObject({ allowed: true, auditAnnotations: { decision: 'allow' } });
  });

  it('tells the audit log what it did not judge, and why', async () => {
    const tenant = await ruledBy(['limit-range', 'resource-quota', 'quota-unset', 'ingress-host-unique', 'automount-token', 'pdb-blocks']);
    const left = async (object: JsonObject) => (await ask(tenant, object)).auditAnnotations['not-evaluated'];
    expect(await left({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } })).toBe(
      'limit-range: its LimitRanges are in the cluster; resource-quota: its ResourceQuotas are in the cluster',
    );
    expect(await left({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } })).toBe(undefined);
    expect(await left({ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'a' } })).toContain('the other Ingresses');
    const budget = { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'a' }, spec: { minAvailable: 2 } };
    expect(await left(budget)).toContain('pdb-blocks: ');
    const spec = { containers: [{ name: 'web', image: 'registry.example.com/web:1' }] };
    const workload = await left({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' }, spec: { template: { spec } } });
    expect(workload).toContain('automount-token: whether the pod gets the token is for its account "default" to say');
    expect(workload).toContain('quota-unset: the ResourceQuotas of the namespace are in the cluster');
  });

  it('judges a LimitRange, a ResourceQuota and a pod with a token by themselves', async () => {
    const tenant = await ruledBy(['limit-range', 'resource-quota', 'automount-token']);
    const range = (more: JsonObject): JsonObject => ({
      apiVersion: 'v1',
      kind: 'LimitRange',
      metadata: { name: 'shop' },
      spec: { limits: [{ type: 'Container', default: { cpu: 1 }, ...more }] },
    });
    expect((await ask(tenant, range({}))).status.message).toContain('sets no defaultRequest, min, max');
    expect((await ask(tenant, range({ defaultRequest: { cpu: 1 }, min: { cpu: 1 }, max: { cpu: 1 } }))).allowed).toBe(true);
    const quota: JsonObject = {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'shop' },
      spec: { hard: { 'requests.cpu': 1 } },
    };
    expect((await ask(tenant, quota)).status.message).toContain('sets no requests.memory');
    // As the API server's own plugin has completed it by the time that webhooks are asked.
    const volumeMounts = [{ name: 'kube-api-access-x2v9q', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' }];
    const pod = (more: JsonObject): JsonObject => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web', namespace: 'shop' },
      spec: { containers: [{ name: 'web', image: 'registry.example.com/web:1', ...more }] },
    });
    expect((await ask(tenant, pod({ volumeMounts }))).allowed).toBe(false);
    expect((await ask(tenant, pod({}))).allowed).toBe(true);
  });

  it('judges updates of all that it judges, and no other updates', async () => {
    const tenant = await ruledBy(['rbac-cluster-admin', 'host-pid', 'namespace-pod-security']);
    const update = (oldObject: JsonObject) => ({ operation: 'UPDATE', oldObject });
    const { auditAnnotations } = await ask(tenant, { ...admin, metadata: { name: 'agents', finalizers: [] } }, update(admin));
    expect(auditAnnotations).toHaveProperty('exempt');
    const other = { subjects: [{ kind: 'User', name: 'ann', apiGroup: access }] };
    expect((await ask(tenant, binding('cluster-admin', other), update(admin))).allowed).toBe(false);
    expect((await ask(tenant, template, update({ ...template, template: { spec: {} } }))).allowed).toBe(false);
    expect((await ask(tenant, { ...template, status: {} }, update(template))).allowed).toBe(true);
    const shop = (labels: JsonObject): JsonObject => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels } });
    const enforced = shop({ 'pod-security.kubernetes.io/enforce': 'restricted' });
    expect((await ask(tenant, shop({}), update(enforced))).auditAnnotations).not.toHaveProperty('exempt');
    expect((await ask(tenant, enforced, update(enforced))).auditAnnotations).toHaveProperty('exempt');
  });

  it('judges a binding that is being deleted, whose rights hold until it is gone', async () => {
    const tenant = await ruledBy(['rbac-system-masters']);
    const deleted = { deletionTimestamp: '2026-11-22T10:00:00Z', finalizers: ['example.com/wait'] };
    const masters = { subjects: [{ kind: 'Group', name: 'system:masters', apiGroup: access }] };
    const more = { operation: 'UPDATE', oldObject: binding('view', {}, deleted) };
    expect((await ask(tenant, binding('view', masters, deleted), more)).allowed).toBe(false);
  });

  it('keeps exemptions, deletions and break-glass as they are for workloads', async () => {
    const tenant = await ruledBy(['rbac-cluster-admin', 'service-external-ip']);
    expect((await ask(tenant, external, { namespace: 'kube-system' })).auditAnnotations).toHaveProperty('exempt');
    const kind = { group: '', version: 'v1', kind: 'Service' };
    expect((await ask(tenant, external, { kind, operation: 'DELETE', object: null, oldObject: external })).allowed).toBe(true);
    const opened = binding('cluster-admin', {}, { annotations: { 'plimsoll.dev/break-glass': 'outage 42' } });
    expect(await ask(tenant, opened)).toMatchObject({ allowed: true, auditAnnotations: { 'break-glass': 'outage 42', decision: 'deny' } });
  });
});
