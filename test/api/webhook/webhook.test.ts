import { describe, expect, it } from 'vitest';
import { bodyOf, openWorld, problemOf, type Tenant } from '../harness.ts';

const world = await openWorld();
const url = 'https://hooks.example.com/a';
const create = (tenant: Tenant, json: object = { url }) => tenant.send({ method: 'POST', path: '/v1/webhooks', json });

describe('webhooks', () => {
  it('shows the secret once', async () => {
    const tenant = await world.tenant();
    const made = await create(tenant);
    expect(made.status).toBe(201);
    const { id, secret } = await bodyOf(made);
    expect(secret).toMatch(/^whsec_/);
    for (const path of [`/v1/webhooks/${id}`, '/v1/webhooks']) expect(await (await tenant.send({ path })).text()).not.toContain(secret);
  });

  it('is changed, rotated and removed only by who has read it', async () => {
    const tenant = await world.tenant();
    const { id } = await bodyOf(await create(tenant));
    const path = `/v1/webhooks/${id}`;
    const etag = (await tenant.send({ path })).headers.get('etag') ?? '';
    const changes = { method: 'PATCH', path, json: { description: 'chat' } };
    const rotation = { method: 'POST', path: `${path}/rotate`, json: { keepSeconds: 60 } };
    for (const request of [changes, rotation, { method: 'DELETE', path }]) {
      expect(await problemOf(await tenant.send(request))).toMatchObject({ status: 428, code: 'version-required' });
      expect(await problemOf(await tenant.send({ ...request, headers: { 'if-match': '"v7"' } }))).toMatchObject({
        status: 412,
        code: 'version-mismatch',
      });
    }
    const changed = await tenant.send({ ...changes, headers: { 'if-match': etag } });
    expect((await bodyOf(changed)).description).toBe('chat');
    expect((await tenant.send({ ...changes, headers: { 'if-match': etag } })).status).toBe(412);
    const rotated = await tenant.send({ ...rotation, headers: { 'if-match': changed.headers.get('etag') ?? '' } });
    expect(await bodyOf(rotated)).toMatchObject({ secret: expect.stringMatching(/^whsec_/), rotatingUntil: '2026-11-22T10:01:00.000Z' });
    const now = (await tenant.send({ path })).headers.get('etag') ?? '';
    expect((await tenant.send({ method: 'DELETE', path, headers: { 'if-match': now } })).status).toBe(204);
    expect((await tenant.send({ path })).status).toBe(404);
  });

  it('sends a test, keeps a log and replays', async () => {
    const tenant = await world.tenant();
    const { id } = await bodyOf(await create(tenant));
    const sent = await tenant.send({ method: 'POST', path: `/v1/webhooks/${id}/test` });
    expect(sent.status).toBe(202);
    const path = sent.headers.get('location') ?? '';
    expect((await bodyOf(await tenant.send({ path }))).eventType).toBe('webhook.test');
    expect((await bodyOf(await tenant.send({ path: `/v1/webhooks/${id}/deliveries?state=pending` }))).items).toHaveLength(1);
    expect((await tenant.send({ method: 'POST', path: `${path}/replay` })).status).toBe(202);
    const range = { since: '2026-11-22T00:00:00Z', until: '2026-11-23T00:00:00Z' };
    const replay = await tenant.send({ method: 'POST', path: `/v1/webhooks/${id}/replay`, json: range });
    expect([replay.status, replay.headers.get('location')]).toEqual([202, `/v1/webhooks/${id}/deliveries`]);
  });

  it.each([
    ['an address that is none', { url: 'nonsense' }, '/url'],
    ['a password in the address', { url: 'https://a:b@example.com/' }, '/url'],
    ['an event that nobody sends', { url, events: ['verdict.denid'] }, '/events/0'],
  ])('400 for %s', async (_title, json, pointer) => {
    const tenant = await world.tenant();
    expect(await problemOf(await create(tenant, json))).toMatchObject({ status: 400, pointers: [pointer] });
  });

  it('404: the same bytes for a stranger', async () => {
    const [one, other] = [await world.tenant(), await world.tenant()];
    const { id } = await bodyOf(await create(one));
    const bodies = await Promise.all(
      [id, 'whk_01KAM7Y5T00000000000000000'].flatMap((name) =>
        ['', '/deliveries', '/deliveries/dlv_01KAM7Y5T00000000000000000'].map(async (rest) =>
          (await other.send({ path: `/v1/webhooks/${name}${rest}` })).text(),
        ),
      ),
    );
    expect(new Set(bodies).size).toBe(1);
  });
});
