import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordVerdict } from '../../../lib/history/record.ts';
import type { JsonObject } from '../../../lib/model/json.ts';
import { policyByName } from '../../../lib/policy-version/active.ts';
import { evaluate } from '../../../lib/verdict/evaluate.ts';
import { bodyOf, openWorld, problemOf, type Tenant, type World } from '../harness.ts';

const podSpec = (more: JsonObject = {}): JsonObject => ({
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [
    {
      name: 'web',
      image: `registry.example.com/web@sha256:${'a'.repeat(64)}`,
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, ...more },
    },
  ],
});
const pod = (more: JsonObject = {}, metadata: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'production', ...metadata },
  spec: podSpec(more),
});
const privileged = pod({ privileged: true });

const review = (request: JsonObject): JsonObject => ({
  apiVersion: 'admission.k8s.io/v1',
  kind: 'AdmissionReview',
  request: { uid: 'u-1', kind: { group: '', version: 'v1', kind: 'Pod' }, operation: 'CREATE', namespace: 'production', ...request },
});
const ask = async (tenant: Tenant, request: JsonObject, policy = 'baseline') => {
  const answer = await tenant.send({ method: 'POST', path: `/v1/admission/${policy}`, json: review(request) });
  expect(answer.status).toBe(200);
  const { response } = await bodyOf(answer);
  expect(response.uid).toBe('u-1');
  return response;
};
const auditOf = async (tenant: Tenant) => (await bodyOf(await tenant.send({ path: '/v1/audit' }))).items;

/** A stored `allow` for the image of the pods here. */
const allowImage = async (world: World, tenant: Tenant): Promise<void> => {
  const policy = await policyByName(world.deps, tenant.name, 'baseline');
  const verdict = evaluate({
    evidence: [],
    missing: [],
    policy,
    waivers: [],
    advisories: [],
    environment: null,
    now: world.deps.clock.now(),
  });
  const platform = { os: 'linux', architecture: 'amd64' };
  const repository = 'registry.example.com/web';
  const subject = { kind: 'image', ref: 'web', digest: `sha256:${'a'.repeat(64)}`, repository, platform } as const;
  await recordVerdict(world.deps, {
    tenant: tenant.name,
    verdict: { ...verdict, decision: 'allow', subjects: [subject] },
    environment: null,
    scanId: null,
  });
};
const settled = async (settings: JsonObject = {}): Promise<{ world: World; tenant: Tenant }> => {
  const world = await openWorld();
  const tenant = await world.tenant();
  await allowImage(world, tenant);
  const json = { failMode: 'closed', ...settings };
  const written = await tenant.send({ method: 'PUT', path: '/v1/admission/baseline/settings', json, headers: { 'if-match': '"v0"' } });
  expect(written.status).toBe(200);
  return { world, tenant };
};

describe('POST /v1/admission/{policy}', () => {
  it('lets in what the policy allows and refuses what it denies, with 200 both times', async () => {
    const { tenant } = await settled();
    expect(await ask(tenant, { object: pod() })).toMatchObject({ allowed: true, auditAnnotations: { policy: 'baseline' } });
    const denied = await ask(tenant, { object: privileged });
    expect(denied).toMatchObject({ allowed: false, status: { code: 403, reason: 'Forbidden' }, auditAnnotations: { decision: 'deny' } });
  });

  it.each([
    ['Deployment', { spec: { template: { spec: podSpec({ privileged: true }) } } }],
    ['StatefulSet', { spec: { template: { spec: podSpec({ privileged: true }) } } }],
    ['DaemonSet', { spec: { template: { spec: podSpec({ privileged: true }) } } }],
    ['ReplicaSet', { spec: { template: { spec: podSpec({ privileged: true }) } } }],
  ])('sees into a %s', async (kind, body) => {
    const { tenant } = await settled();
    const object = { apiVersion: 'apps/v1', kind, metadata: { name: 'a' }, ...body };
    expect((await ask(tenant, { object, kind: { group: 'apps', version: 'v1', kind } })).allowed).toBe(false);
  });

  it('sees init and ephemeral containers', async () => {
    const { tenant } = await settled();
    for (const member of ['initContainers', 'ephemeralContainers']) {
      const bad = { name: 'x', image: 'a:1', securityContext: { privileged: true } };
      const object = { ...pod(), spec: { ...podSpec(), [member]: [bad] } };
      expect((await ask(tenant, { object, subResource: member === 'ephemeralContainers' ? 'ephemeralcontainers' : '' })).allowed).toBe(
        false,
      );
    }
  });

  it.each<[string, JsonObject, JsonObject]>([
    ['a deletion, which has no object', { operation: 'DELETE', object: null, oldObject: privileged }, {}],
    ['a connection', { operation: 'CONNECT', object: { kind: 'PodExecOptions' } }, {}],
    [
      'a scale',
      { operation: 'UPDATE', subResource: 'scale', object: { apiVersion: 'autoscaling/v1', kind: 'Scale', spec: { replicas: 3 } } },
      {},
    ],
    [
      'a binding of a pod to a node',
      { subResource: 'binding', object: { apiVersion: 'v1', kind: 'Binding', metadata: { name: 'web' }, target: { name: 'node' } } },
      {},
    ],
    ['an update that changes nothing that runs', { operation: 'UPDATE', object: privileged, oldObject: privileged }, {}],
    [
      'what is being deleted',
      { operation: 'UPDATE', object: pod({ privileged: true }, { deletionTimestamp: '2026-11-22T10:00:00Z' }), oldObject: pod() },
      {},
    ],
    [
      'an exempt user',
      { object: privileged, userInfo: { username: 'system:serviceaccount:kube-system:a' } },
      { exemptUsers: ['system:serviceaccount:kube-system:*'] },
    ],
    ['an exempt namespace', { object: privileged, namespace: 'kube-system' }, {}],
    [
      'an exempt runtime class',
      { object: { ...pod(), spec: { ...podSpec({ privileged: true }), runtimeClassName: 'kata' } } },
      { exemptRuntimeClasses: ['kata'] },
    ],
  ])('does not judge %s', async (_title, request, settings) => {
    const { tenant } = await settled(settings);
    expect(await ask(tenant, request)).toMatchObject({ allowed: true, auditAnnotations: { exempt: expect.any(String) } });
  });

  it.each<[string, JsonObject]>([
    ['no version', { kind: 'Pod' }],
    ['no kind', { apiVersion: 'v1', spec: podSpec() }],
    ['nothing at all', {}],
    ['a Pod without a spec', { apiVersion: 'v1', kind: 'Pod' }],
    [
      'a Deployment whose containers are no list',
      { apiVersion: 'apps/v1', kind: 'Deployment', spec: { template: { spec: { containers: 'a' } } } },
    ],
  ])('answers what cannot be judged by the fail mode: %s', async (_title, object) => {
    const closed = (await settled({ failMode: 'closed' })).tenant;
    expect(await ask(closed, { object })).toMatchObject({ allowed: false, auditAnnotations: { decision: 'unknown' } });
    const open = (await settled({ failMode: 'open', exemptRuntimeClasses: ['kata'] })).tenant;
    expect(await ask(open, { object })).toMatchObject({
      allowed: true,
      warnings: expect.any(Array),
      auditAnnotations: { decision: 'unknown' },
    });
  });

  it('denies what is sure to be wrong even where the version is missing', async () => {
    const { tenant } = await settled({ failMode: 'open' });
    const { apiVersion: _, ...object } = privileged;
    expect(await ask(tenant, { object })).toMatchObject({ allowed: false, auditAnnotations: { decision: 'deny' } });
  });

  it('judges an update that changes what runs', async () => {
    const { tenant } = await settled();
    expect((await ask(tenant, { operation: 'UPDATE', object: privileged, oldObject: pod() })).allowed).toBe(false);
  });

  it('shows rules what an update takes the place of', async () => {
    const { tenant } = await settled();
    const body =
      'apiVersion: plimsoll.dev/v1\nkind: Policy\nmetadata: {name: accounts}\nspec:\n  rules: [{rule: service-account-update, effect: deny}]\n  actions: {unknown: allow}\n';
    const made = await tenant.send({ method: 'POST', path: '/v1/policies', body, headers: { 'content-type': 'application/yaml' } });
    const { digest } = await bodyOf(made);
    const activated = await tenant.send({
      method: 'PUT',
      path: '/v1/policies/accounts/active',
      json: { digest },
      headers: { 'if-match': '"v0"' },
    });
    expect(activated.status).toBe(200);
    const of = (serviceAccountName: string): JsonObject => ({ ...pod(), spec: { ...podSpec(), serviceAccountName } });
    const update = { operation: 'UPDATE', oldObject: of('web') };
    expect(await ask(tenant, { ...update, object: of('admin') }, 'accounts')).toMatchObject({
      allowed: false,
      status: { message: expect.stringContaining('"web" to "admin"') },
    });
    const same = { ...of('web'), spec: { ...podSpec(), serviceAccountName: 'web', hostIPC: true } };
    expect((await ask(tenant, { ...update, object: same }, 'accounts')).allowed).toBe(true);
  });

  it('answers for an image that was never seen by the policy, then by the fail mode, and has it scanned', async () => {
    const world = await openWorld();
    const tenant = await world.tenant();
    const closed = await ask(tenant, { object: pod() });
    expect(closed).toMatchObject({ allowed: false, auditAnnotations: { decision: 'unknown' } });
    expect(closed.status.message.split('registry.example.com/web')).toHaveLength(2);
    expect((await bodyOf(await tenant.send({ path: '/v1/scans' }))).items).toHaveLength(1);
    await tenant.send({
      method: 'PUT',
      path: '/v1/admission/baseline/settings',
      json: { failMode: 'open' },
      headers: { 'if-match': '"v0"' },
    });
    const open = await ask(tenant, { object: pod() });
    expect(open).toMatchObject({ allowed: true, auditAnnotations: { decision: 'unknown' } });
    expect(open.warnings.length).toBeGreaterThan(0);
  });

  it('has no side effect in a dry run', async () => {
    const { world, tenant } = await settled();
    const object = {
      ...pod({ privileged: true }, { annotations: { 'plimsoll.dev/break-glass': 'outage' } }),
      spec: { containers: [{ name: 'a', image: 'other:1', securityContext: { privileged: true } }] },
    };
    await tenant.send({ path: '/v1/scans' });
    const { write } = world.deps.table;
    world.deps.table.write = () => Promise.reject(new Error('a dry run wrote something'));
    expect((await ask(tenant, { object, dryRun: true })).allowed).toBe(true);
    world.deps.table.write = write;
    expect((await bodyOf(await tenant.send({ path: '/v1/scans' }))).items).toHaveLength(0);
  });

  it('lets through what has the break-glass annotation, recorded and announced, unless that is switched off', async () => {
    const { tenant } = await settled();
    const object = pod({ privileged: true }, { annotations: { 'plimsoll.dev/break-glass': 'outage 42' } });
    const answer = await ask(tenant, { object, userInfo: { username: 'ann' } });
    expect(answer).toMatchObject({ allowed: true, auditAnnotations: { 'break-glass': 'outage 42', decision: 'deny' } });
    expect((await auditOf(tenant))[0]).toMatchObject({ action: 'admission.break-glass', detail: { reason: 'outage 42', user: 'ann' } });
    const off = await settled({ breakGlass: false });
    expect((await ask(off.tenant, { object })).allowed).toBe(false);
    expect(
      (await ask(off.tenant, { object: pod({ privileged: true }, { annotations: { 'plimsoll.dev/break-glass': ' ' } }) })).allowed,
    ).toBe(false);
  });

  it('keeps warnings within the limits', async () => {
    const world = await openWorld();
    const tenant = await world.tenant();
    await tenant.send({
      method: 'PUT',
      path: '/v1/admission/quick-wins/settings',
      json: { failMode: 'open' },
      headers: { 'if-match': '"v0"' },
    });
    const containers = Array.from({ length: 40 }, (_, index) => ({
      name: `${'n'.repeat(60)}${index}`,
      image: `registry.example.com/${'i'.repeat(120)}${index}`,
    }));
    const { warnings = [] } = await ask(tenant, { object: { ...pod(), spec: { containers } } }, 'quick-wins');
    expect(warnings.length).toBeGreaterThan(0);
    expect(warnings.length).toBeLessThanOrEqual(11);
    for (const warning of warnings) expect(warning.length).toBeLessThanOrEqual(120);
  });

  it('404 for an unknown policy and 400 for what is no review', async () => {
    const { tenant } = await settled();
    const unknown = await tenant.send({ method: 'POST', path: '/v1/admission/nothing', json: review({ object: pod() }) });
    expect(unknown.status).toBe(404);
    const other = { ...review({ object: pod() }), apiVersion: 'admission.k8s.io/v1beta1' };
    const answer = await tenant.send({ method: 'POST', path: '/v1/admission/baseline', json: other });
    expect(await problemOf(answer)).toEqual({ status: 400, code: 'invalid-request', pointers: ['/apiVersion'] });
  });

  it('answers for any object with its uid', async () => {
    const { tenant } = await settled();
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.constantFrom('spec', 'metadata', 'kind', 'template', 'containers', 'image'), fc.jsonValue()),
        async (more) => {
          fc.pre(!JSON.stringify(more).includes('__proto__'));
          const object: JsonObject = JSON.parse(JSON.stringify({ ...pod(), ...more, spec: { ...podSpec(), ...more } }));
          expect(typeof (await ask(tenant, { object })).allowed).toBe('boolean');
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('POST /v1/image-review', () => {
  const imageReview = (image: string, annotations: JsonObject = {}): JsonObject => ({
    apiVersion: 'imagepolicy.k8s.io/v1alpha1',
    kind: 'ImageReview',
    spec: { containers: [{ image }], annotations, namespace: 'production' },
  });

  it('answers by the settings for what was never seen, and records a break-glass', async () => {
    const world = await openWorld();
    const tenant = await world.tenant();
    const path = '/v1/image-review';
    const mapping = 'apiVersion: plimsoll.dev/v1\nkind: PolicyMapping\nmetadata: {name: all}\nspec: {mappings: [], default: baseline}\n';
    await tenant.send({
      method: 'PUT',
      path: '/v1/policy-mapping',
      body: mapping,
      headers: { 'content-type': 'application/yaml', 'if-match': '"v0"' },
    });
    const refused = await bodyOf(await tenant.send({ method: 'POST', path, json: imageReview('a:1') }));
    expect(refused.status).toMatchObject({ allowed: false, reason: expect.any(String) });
    const broken = imageReview('a:1', { 'plimsoll.image-policy.k8s.io/break-glass': 'outage' });
    expect((await bodyOf(await tenant.send({ method: 'POST', path, json: broken }))).status.allowed).toBe(true);
    expect((await auditOf(tenant)).filter(({ action }: { action: string }) => action === 'admission.break-glass')).toHaveLength(1);
    const noReference = await bodyOf(await tenant.send({ method: 'POST', path, json: imageReview('NOT a reference') }));
    expect(noReference.status).toMatchObject({ allowed: false, auditAnnotations: { reasons: 'evaluation-error' } });
  });
});
