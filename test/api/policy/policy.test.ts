import { describe, expect, it } from 'vitest';
import { bodyOf, openWorld, problemOf, type Tenant } from '../harness.ts';

const world = await openWorld();
const document = (severity: string) =>
  `# ours\napiVersion: plimsoll.dev/v1\nkind: Policy\nmetadata: {name: team}\nspec:\n  packs: [starter]\n  thresholds: {misconfiguration: {deny: ${severity}}}\n`;
const yaml = { 'content-type': 'application/yaml' };
const create = (tenant: Tenant, body: string, query = '') =>
  tenant.send({ method: 'POST', path: `/v1/policies${query}`, body, headers: yaml });
const activate = (tenant: Tenant, digest: string, etag?: string) =>
  tenant.send({
    method: 'PUT',
    path: '/v1/policies/team/active',
    json: { digest },
    headers: etag === undefined ? {} : { 'if-match': etag },
  });

describe('policies', () => {
  it('201 for a new version, 200 for the same again, and the text as it was sent', async () => {
    const tenant = await world.tenant();
    const made = await create(tenant, document('high'));
    expect(made.status).toBe(201);
    const { digest } = await bodyOf(made);
    const path = made.headers.get('location') ?? '';
    expect(path).toBe(`/v1/policies/team/versions/${digest}`);
    expect((await create(tenant, document('high'))).status).toBe(200);
    expect(await (await tenant.send({ path, headers: { accept: 'application/yaml' } })).text()).toBe(document('high'));
    const version = await tenant.send({ path });
    expect((await tenant.send({ path, headers: { 'if-none-match': version.headers.get('etag') ?? '' } })).status).toBe(304);
  });

  it('422 with line, column and what would be right', async () => {
    const tenant = await world.tenant();
    const answer = await create(tenant, document('high').replace('thresholds', 'treshholds'));
    expect(answer.status).toBe(422);
    const { code, errors } = await bodyOf(answer);
    expect([code, errors[0].line, errors[0].column]).toEqual(['invalid-policy', 7, 3]);
    expect(errors[0].fix).toContain('thresholds');
  });

  it('activates, rolls back and refuses a lost update', async () => {
    const tenant = await world.tenant();
    const one = (await bodyOf(await create(tenant, document('high')))).digest;
    const two = (await bodyOf(await create(tenant, document('low')))).digest;
    const before = await tenant.send({ path: '/v1/policies/team' });
    const etag = before.headers.get('etag') ?? '';
    expect((await bodyOf(before)).active).toBeNull();
    expect(await problemOf(await activate(tenant, one))).toMatchObject({ status: 428, code: 'version-required' });
    const active = await activate(tenant, one, etag);
    expect(active.status).toBe(200);
    expect(await problemOf(await activate(tenant, two, etag))).toMatchObject({ status: 412, code: 'version-mismatch' });
    expect(await problemOf(await activate(tenant, two, '"other"'))).toMatchObject({ status: 412 });
    expect((await activate(tenant, two, active.headers.get('etag') ?? '')).status).toBe(200);
    const now = await tenant.send({ path: '/v1/policies/team' });
    expect((await bodyOf(now)).active).toBe(two);
    const back = await activate(tenant, one, now.headers.get('etag') ?? '');
    expect(await bodyOf(back)).toMatchObject({ digest: one, previous: two });
  });

  it('judges by it from the next request on', async () => {
    const tenant = await world.tenant();
    await create(tenant, document('low'), '?activate=true');
    const mapping =
      'apiVersion: plimsoll.dev/v1\nkind: PolicyMapping\nmetadata: {name: all}\nspec:\n  mappings: [{match: {environment: [production]}, policy: team}]\n  default: starter\n';
    const put = await tenant.send({ method: 'PUT', path: '/v1/policy-mapping', body: mapping, headers: { ...yaml, 'if-match': '"v0"' } });
    expect(put.status).toBe(200);
    const manifests = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: "a:1"}]}\n';
    const judged = async (environment: string) =>
      (await bodyOf(await tenant.send({ method: 'POST', path: '/v1/evaluate', json: { manifests, environment } }))).policy.name;
    expect([await judged('production'), await judged('staging')]).toEqual(['team', 'starter']);
  });

  it('lists what can judge, and the versions of a name', async () => {
    const tenant = await world.tenant();
    await create(tenant, document('low'), '?activate=true');
    await create(tenant, document('high'));
    const { items } = await bodyOf(await tenant.send({ path: '/v1/policies' }));
    expect(items.map(({ name }: { name: string }) => name)).toEqual(expect.arrayContaining(['starter', 'team']));
    expect((await bodyOf(await tenant.send({ path: '/v1/policies/team/versions' }))).items).toHaveLength(2);
  });

  it('404: the same bytes for a stranger', async () => {
    const [one, other] = [await world.tenant(), await world.tenant()];
    const path = (await create(one, document('low'), '?activate=true')).headers.get('location') ?? '';
    const bodies = await Promise.all(
      [path, '/v1/policies/team', '/v1/policies/nothing', '/v1/policies/%00'].map(async (at) => (await other.send({ path: at })).text()),
    );
    expect(new Set(bodies).size).toBe(1);
  });
});
