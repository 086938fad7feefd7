import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../lib/model/json.ts';
import { bodyOf, openWorld, type Tenant } from '../harness.ts';

const world = await openWorld();
const yaml = { 'content-type': 'application/yaml' };

const kyverno = `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata:
  name: teams
  annotations: { policies.kyverno.io/title: Every pod has a team, policies.kyverno.io/description: So that somebody answers for it. }
spec:
  rules:
    - name: label
      match: { any: [{ resources: { kinds: [Pod] } }] }
      exclude: { any: [{ subjects: [{ kind: User, name: root }] }] }
      validate:
        failureAction: Enforce
        message: the label team is needed
        pattern: { metadata: { labels: { team: "?*" } } }
    - name: stays
      match: { any: [{ resources: { kinds: [Pod], operations: [DELETE] } }] }
      validate:
        failureAction: Enforce
        message: a pod of production is not deleted
        deny: { conditions: { any: [{ key: "{{ request.oldObject.metadata.labels.stage || '' }}", operator: Equals, value: production }] } }
    - name: settings
      match: { any: [{ resources: { kinds: [Pod] } }] }
      context: [{ name: settings, configMap: { name: settings, namespace: shop } }]
      validate:
        failureAction: Audit
        message: "a team is one of {{ settings.data.teams }}"
        deny: { conditions: { any: [{ key: "{{ request.object.metadata.labels.team || 'none' }}", operator: AnyNotIn, value: "{{ settings.data.teams }}" }] } }
`;
const pod = (labels: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'shop', labels },
  spec: { containers: [{ name: 'web', image: 'registry.example.com/web:1' }] },
});
const settings = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings, namespace: shop }\ndata: { teams: a }\n';

const create = (tenant: Tenant, body: string) => tenant.send({ method: 'POST', path: '/v1/policies?activate=true', body, headers: yaml });
const created = async (body = kyverno): Promise<Tenant> => {
  const tenant = await world.tenant();
  expect((await create(tenant, body)).status).toBe(201);
  return tenant;
};
const evaluated = async (tenant: Tenant, more: JsonObject = {}) => {
  const json = { manifests: JSON.stringify(pod()), policy: 'teams', ...more };
  return bodyOf(await tenant.send({ method: 'POST', path: '/v1/evaluate', json }));
};

describe('a policy of Kyverno in the service', () => {
  it('comes as its text, judges, and is what the verdict, its reports and its explanation name', async () => {
    const tenant = await created();
    const verdict = await evaluated(tenant, { manifests: [{ name: 'pod.yaml', text: JSON.stringify(pod()) }] });
    expect(verdict).toMatchObject({
      decision: 'deny',
      policy: { name: 'teams' },
      findings: [{ rule: 'kyverno/teams/label', effect: 'deny', object: 'v1/Pod/shop/web' }],
      notEvaluated: [{ rule: 'kyverno/teams/settings' }],
    });
    expect(JSON.stringify(verdict)).not.toContain('ownMode');
    const { items } = await bodyOf(await tenant.send({ path: '/v1/verdicts' }));
    const stored = `/v1/verdicts/${items[0].id}`;
    expect(await (await tenant.send({ path: `${stored}?format=junit` })).text()).toContain('kyverno/teams/label: Every pod has a team');
    expect(await (await tenant.send({ path: `${stored}?format=sarif` })).text()).toContain('So that somebody answers for it.');
    expect(await (await tenant.send({ path: `${stored}/explain` })).text()).toContain('the policy gives this rule the effect deny');
  });

  it('knows the objects of the change, and what is told of the cluster', async () => {
    const tenant = await created();
    const both = await evaluated(tenant, { manifests: `${JSON.stringify(pod({ team: 'b' }))}\n---\n${settings}` });
    expect([both.decision, both.notEvaluated, both.findings.map(({ rule }: { rule: string }) => rule)]).toEqual([
      'allow',
      [],
      ['kyverno/teams/settings'],
    ]);
    const told = await evaluated(tenant, { manifests: JSON.stringify(pod({ team: 'a' })), cluster: settings });
    expect([told.decision, told.notEvaluated, told.findings]).toEqual(['allow', [], []]);
    const broken = await tenant.send({
      method: 'POST',
      path: '/v1/evaluate',
      json: { manifests: settings, cluster: 'a: [', policy: 'teams' },
    });
    expect(await bodyOf(broken)).toMatchObject({ code: 'invalid-yaml', errors: [{ line: 1 }] });
  });

  it('is refused with its places when it is wrong, and when several have no name together', async () => {
    const tenant = await world.tenant();
    const wrong = await create(tenant, kyverno.replace('pattern:', 'patern:'));
    expect(wrong.status).toBe(422);
    expect((await bodyOf(wrong)).errors).toMatchObject([
      { line: 14, column: 9, pointer: '/spec/rules/0/validate/patern', fix: 'did you mean pattern?' },
    ]);
    const several = await create(tenant, `${kyverno}---\n${kyverno.replace('name: teams', 'name: others')}`);
    expect((await bodyOf(several)).errors[0].fix).toContain('kind: Policy');
    const own =
      'apiVersion: plimsoll.dev/v1\nkind: Policy\nmetadata: { name: both }\nspec: { rules: [{ rule: kyverno/teams/label, effect: warn }] }\n';
    expect(await bodyOf(await create(tenant, `${own}---\n${kyverno}`))).toMatchObject({ name: 'both' });
  });

  it('is waived by its rule, in the service and in the manifests', async () => {
    const tenant = await created();
    const scope = { rule: 'kyverno/teams/label', namespace: 'shop' };
    const waiver = await tenant.send({ method: 'POST', path: '/v1/waivers', json: { scope, reason: 'moves next week' } });
    expect(waiver.status).toBe(201);
    expect(await evaluated(tenant)).toMatchObject({ decision: 'warn', findings: [{ waiver: { reason: 'moves next week' } }] });
    const other = await created();
    const annotated = pod();
    const manifests = JSON.stringify({
      ...annotated,
      metadata: { name: 'web', annotations: { 'waive.plimsoll.dev/kyverno.teams.label': 'an old one' } },
    });
    expect((await evaluated(other, { manifests })).findings).toMatchObject([{ effect: 'none', waiver: { origin: 'annotation' } }]);
    const commented = `# plimsoll: ignore kyverno/teams/label as agreed\napiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { containers: [] }\n`;
    expect((await evaluated(other, { manifests: commented })).findings).toMatchObject([{ effect: 'none', waiver: { origin: 'comment' } }]);
    const unknown = commented.replace('teams/label', 'teams/lable');
    expect((await evaluated(other, { manifests: unknown })).errors).toMatchObject([{ code: 'unknown-rule' }]);
  });
});

describe('a policy of Kyverno at admission', () => {
  const ask = async (tenant: Tenant, request: JsonObject) => {
    const review = {
      apiVersion: 'admission.k8s.io/v1',
      kind: 'AdmissionReview',
      request: { uid: 'u', kind: { group: '', version: 'v1', kind: 'Pod' }, operation: 'CREATE', namespace: 'shop', ...request },
    };
    const answer = await tenant.send({ method: 'POST', path: '/v1/admission/teams', json: review });
    expect(answer.status).toBe(200);
    return (await bodyOf(answer)).response;
  };
  const user = (username: string): JsonObject => ({ userInfo: { username, groups: ['system:authenticated'] } });

  it('is told who asks, and for what', async () => {
    const tenant = await created();
    const settled = { failMode: 'open' };
    await tenant.send({ method: 'PUT', path: '/v1/admission/teams/settings', json: settled, headers: { 'if-match': '"v0"' } });
    const refused = await ask(tenant, { object: pod(), ...user('ann') });
    expect(refused).toMatchObject({ allowed: false, status: { message: expect.stringContaining('the label team is needed') } });
    expect((await ask(tenant, { object: pod(), ...user('root') })).allowed).toBe(true);
    expect((await ask(tenant, { object: pod({ team: 'a' }), ...user('ann') })).allowed).toBe(true);
  });

  it('is asked about labels of a workload that change, and about a deletion', async () => {
    const tenant = await created();
    const update = { operation: 'UPDATE', oldObject: pod({ team: 'a' }), object: pod(), ...user('ann') };
    expect((await ask(tenant, update)).allowed).toBe(false);
    const removal = { operation: 'DELETE', oldObject: pod({ team: 'a', stage: 'production' }), ...user('ann') };
    expect(await ask(tenant, removal)).toMatchObject({
      allowed: false,
      status: { message: expect.stringContaining('a pod of production is not deleted') },
    });
    expect((await ask(tenant, { ...removal, oldObject: pod({ team: 'a' }) })).allowed).toBe(true);
  });

  it('lets a deletion pass where a policy has none of those', async () => {
    const tenant = await created('apiVersion: plimsoll.dev/v1\nkind: Policy\nmetadata: { name: teams }\nspec: { packs: [starter] }\n');
    const answer = await ask(tenant, { operation: 'DELETE', oldObject: pod() });
    expect(answer).toMatchObject({ allowed: true, auditAnnotations: { exempt: 'nothing is created or changed' } });
  });
});
