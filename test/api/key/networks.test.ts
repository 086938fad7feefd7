import { expect, it } from 'vitest';
import { bodyOf, openWorld, problemOf } from '../harness.ts';

const world = await openWorld();
const from = (address: string | undefined, key: string) =>
  world.app.request('/v1/keys', { headers: { authorization: `Bearer ${key}` } }, address === undefined ? {} : { address });

it('a key is one from its networks alone, and from elsewhere nothing tells it from no key', async () => {
  const tenant = await world.tenant();
  const json = { name: 'tied', scopes: ['key:read'], allowedFrom: ['10.0.0.0/8', '2001:db8::/32'] };
  const made = await bodyOf(await tenant.send({ method: 'POST', path: '/v1/keys', json }));
  expect(made.allowedFrom).toEqual(json.allowedFrom);
  for (const address of ['10.1.2.3', '::ffff:10.1.2.3', '2001:db8::9']) expect((await from(address, made.token)).status).toBe(200);
  for (const address of ['11.0.0.1', '2001:db9::1', 'nowhere', undefined]) {
    const refused = await from(address, made.token);
    expect(refused.status).toBe(401);
    const { requestId: _, ...told } = await bodyOf(refused);
    const { requestId: __, ...nobody } = await bodyOf(await from(address, 'plim_nobody'));
    expect(told).toEqual(nobody);
  }
  expect(world.lines.some((line) => line.includes('key used from elsewhere') && line.includes('11.0.0.1'))).toBe(true);
  expect((await from('11.0.0.1', tenant.key)).status).toBe(200);
});

it('a key that is tied makes only keys that are, within its own networks', async () => {
  const tenant = await world.tenant();
  const tied = { name: 'tied', scopes: ['key:read', 'key:write'], allowedFrom: ['10.0.0.0/8'] };
  const { token } = await bodyOf(await tenant.send({ method: 'POST', path: '/v1/keys', json: tied }));
  const make = (allowedFrom?: readonly string[]) =>
    world.app.request(
      '/v1/keys',
      {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'child', scopes: ['key:read'], ...(allowedFrom && { allowedFrom }) }),
      },
      { address: '10.0.0.1' },
    );
  expect(await bodyOf(await make())).toMatchObject({ allowedFrom: ['10.0.0.0/8'] });
  expect(await bodyOf(await make(['10.5.0.0/16']))).toMatchObject({ allowedFrom: ['10.5.0.0/16'] });
  for (const wider of [[], ['0.0.0.0/0'], ['10.0.0.0/8', '11.0.0.0/8'], ['10.0.0.0/7']]) expect((await make(wider)).status).toBe(403);
});

it('refuses what is no network, and says where', async () => {
  const tenant = await world.tenant();
  const json = { name: 'x', scopes: ['key:read'], allowedFrom: ['10.0.0.0/8', '10.0.0'] };
  const answer = await tenant.send({ method: 'POST', path: '/v1/keys', json });
  expect(await problemOf(answer)).toEqual({ status: 400, code: 'invalid-request', pointers: ['/allowedFrom/1'] });
});
