import { describe, expect, it } from 'vitest';
import { createApp } from '../../lib/api/app.ts';
import { bodyOf, openWorld, problemOf, type Tenant } from './harness.ts';

const limited = async (requestsPerMinute: number, tenant: Tenant): Promise<string> => {
  const made = await tenant.send({ method: 'POST', path: '/v1/keys', json: { name: 'x', scopes: ['key:read'], requestsPerMinute } });
  return (await bodyOf(made)).token;
};

describe('quotas', () => {
  it('429 after the last one, and 200 in the next minute', async () => {
    const world = await openWorld();
    const tenant = await world.tenant();
    const key = await limited(3, tenant);
    const answers = [];
    for (let count = 0; count < 5; count += 1) answers.push(await tenant.send({ key, path: '/v1/keys' }));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429]);
    expect(answers.map(({ headers }) => headers.get('ratelimit'))).toEqual([2, 1, 0, 0, 0].map((left) => `"requests";r=${left};t=60`));
    expect(answers.every(({ headers }) => headers.get('ratelimit-policy') === '"requests";q=3;w=60')).toBe(true);
    const [, , , refused] = answers;
    expect(refused?.headers.get('retry-after')).toBe('60');
    expect(await bodyOf(refused ?? new Response())).toMatchObject({
      type: 'https://iana.org/assignments/http-problem-types#quota-exceeded',
      'violated-policies': ['requests'],
    });
    world.pass(60_000);
    expect((await tenant.send({ key, path: '/v1/keys' })).status).toBe(200);
  });

  it('holds across processes', async () => {
    const world = await openWorld();
    const tenant = await world.tenant();
    const key = await limited(10, tenant);
    const apps = [world.app, createApp(world.deps), createApp(world.deps)];
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        Promise.resolve(apps[index % 3]?.request('/v1/keys', { headers: { authorization: `Bearer ${key}` } })),
      ),
    );
    expect(answers.filter((answer) => answer?.status === 200)).toHaveLength(10);
    expect(answers.filter((answer) => answer?.status === 429)).toHaveLength(20);
  });

  it('counts each key apart and outlives a clock that jumps', async () => {
    const world = await openWorld();
    const tenant = await world.tenant();
    const [one, other] = [await limited(1, tenant), await limited(1, tenant)];
    expect((await tenant.send({ key: one, path: '/v1/keys' })).status).toBe(200);
    expect((await tenant.send({ key: other, path: '/v1/keys' })).status).toBe(200);
    world.pass(-3_600_000);
    expect((await tenant.send({ key: one, path: '/v1/keys' })).status).toBe(200);
    expect(await problemOf(await tenant.send({ key: one, path: '/v1/keys' }))).toMatchObject({ status: 429, code: 'rate-limited' });
  });
});
