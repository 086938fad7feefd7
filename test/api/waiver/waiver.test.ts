import { describe, expect, it } from 'vitest';
import { bodyOf, openWorld, problemOf } from '../harness.ts';

const world = await openWorld();
const scope = { rule: 'run-as-non-root', namespace: 'legacy' };
const manifests = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: legacy}\nspec: {containers: [{name: a, image: "a:1"}]}\n';

describe('waivers', () => {
  it('take effect at once, stay visible in the verdict and end when revoked', async () => {
    const tenant = await world.tenant();
    const markOf = async () => {
      const { findings } = await bodyOf(
        await tenant.send({ method: 'POST', path: '/v1/evaluate', json: { manifests, policy: 'restricted' } }),
      );
      return findings.find(({ rule }: { rule: string }) => rule === 'run-as-non-root').waiver;
    };
    expect(await markOf()).toBeNull();
    const made = await tenant.send({
      method: 'POST',
      path: '/v1/waivers',
      json: { scope, reason: 'vendor', expiresAt: '2026-12-01T00:00:00Z' },
    });
    expect(made.status).toBe(201);
    const { id } = await bodyOf(made);
    expect(await markOf()).toMatchObject({ id, reason: 'vendor' });
    expect((await bodyOf(await tenant.send({ method: 'POST', path: `/v1/waivers/${id}/revoke` }))).state).toBe('revoked');
    expect(await markOf()).toBeNull();
    expect((await bodyOf(await tenant.send({ path: '/v1/waivers?state=revoked' }))).items).toHaveLength(1);
    expect((await bodyOf(await tenant.send({ path: '/v1/waivers?state=active' }))).items).toHaveLength(0);
  });

  it('are unused when no verdict has one of them', async () => {
    const tenant = await world.tenant();
    const ids: string[] = [];
    for (const rule of ['run-as-non-root', 'host-network'])
      ids.push((await bodyOf(await tenant.send({ method: 'POST', path: '/v1/waivers', json: { scope: { rule }, reason: 'x' } }))).id);
    await tenant.send({ method: 'POST', path: '/v1/evaluate', json: { manifests, policy: 'restricted' } });
    const answer = await bodyOf(await tenant.send({ path: '/v1/unused-waivers?days=0' }));
    expect(answer).toMatchObject({ complete: true });
    expect(answer.items.map(({ id }: { id: string }) => id)).toEqual([ids[1]]);
    expect((await bodyOf(await tenant.send({ path: '/v1/unused-waivers?days=30' }))).items).toEqual([]);
  });

  it.each([
    ['a scope that says nothing', { scope: { namespace: 'a' }, reason: 'x' }, '/scope'],
    ['no reason', { scope }, '/reason'],
    ['a rule with a typing mistake', { scope: { rule: 'run-as-non-rot' }, reason: 'x' }, '/scope/rule'],
    ['an end that has passed', { scope, reason: 'x', expiresAt: '2020-01-01T00:00:00Z' }, '/expiresAt'],
  ])('400 for %s', async (_title, json, pointer) => {
    const tenant = await world.tenant();
    expect(await problemOf(await tenant.send({ method: 'POST', path: '/v1/waivers', json }))).toEqual({
      status: 400,
      code: 'invalid-request',
      pointers: [pointer],
    });
  });

  it('404: the same bytes for a stranger', async () => {
    const [one, other] = [await world.tenant(), await world.tenant()];
    const made = await one.send({ method: 'POST', path: '/v1/waivers', json: { scope, reason: 'x' } });
    const paths = [made.headers.get('location') ?? '', '/v1/waivers/wvr_01KAM7Y5T00000000000000000'];
    const bodies = await Promise.all(
      paths
        .flatMap((path) => [other.send({ path }), other.send({ method: 'POST', path: `${path}/revoke` })])
        .map(async (answer) => (await answer).text()),
    );
    expect(new Set(bodies).size).toBe(1);
  });
});
