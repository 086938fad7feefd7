import { describe, expect, it } from 'vitest';
import { ulids } from '../../lib/adapters/embedded/ids.ts';
import { packAnswer, unpackAnswer } from '../../lib/api/idempotency/record.ts';
import { bodyOf, openWorld, problemOf, type Tenant } from './harness.ts';

const pod = (name: string) => `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {containers: [{name: a, image: "a:1"}]}\n`;
const start = (tenant: Tenant, idempotencyKey: string, manifests = pod('a')) =>
  tenant.send({ method: 'POST', path: '/v1/scans', json: { manifests }, headers: { 'idempotency-key': idempotencyKey } });
const scansOf = async (tenant: Tenant): Promise<{ id: string }[]> => (await bodyOf(await tenant.send({ path: '/v1/scans' }))).items;

describe('Idempotency-Key', () => {
  it('does it once and answers alike, quoted or not', async () => {
    const tenant = await (await openWorld()).tenant();
    const first = await start(tenant, '"build 42"');
    const again = await start(tenant, '"build 42"');
    expect([first.status, again.status]).toEqual([202, 202]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    expect(await again.text()).toBe(await first.text());
    await start(tenant, 'other');
    expect((await start(tenant, '"other"')).headers.get('idempotency-replayed')).toBe('true');
    expect(await scansOf(tenant)).toHaveLength(2);
  });

  it('422 for another body, another query or another path', async () => {
    const tenant = await (await openWorld()).tenant();
    await start(tenant, 'k');
    expect(await problemOf(await start(tenant, 'k', pod('b')))).toMatchObject({ status: 422, code: 'idempotency-mismatch' });
    const path = '/v1/scans?environment=staging';
    const headers = { 'idempotency-key': 'k' };
    expect(await problemOf(await tenant.send({ method: 'POST', path, json: { manifests: pod('a') }, headers }))).toMatchObject({
      status: 422,
    });
    expect(await scansOf(tenant)).toHaveLength(1);
  });

  it('409 while the first is running, and one scan of a storm', async () => {
    const tenant = await (await openWorld()).tenant();
    const answers = await Promise.all(Array.from({ length: 50 }, () => start(tenant, 'storm')));
    const statuses = answers.map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([202, 409]));
    for (const answer of answers.filter(({ status }) => status === 409)) {
      expect(answer.headers.get('retry-after')).toBe('1');
      expect(await problemOf(answer)).toMatchObject({ code: 'idempotency-in-progress' });
    }
    expect(await scansOf(tenant)).toHaveLength(1);
  });

  it('belongs to a tenant and an operation', async () => {
    const world = await openWorld();
    const [one, other] = [await world.tenant(), await world.tenant()];
    await start(one, 'k');
    expect((await start(other, 'k')).headers.get('idempotency-replayed')).toBeNull();
    const evaluated = await one.send({
      method: 'POST',
      path: '/v1/evaluate',
      json: { manifests: pod('a') },
      headers: { 'idempotency-key': 'k' },
    });
    expect([evaluated.status, evaluated.headers.get('idempotency-replayed')]).toEqual([200, null]);
  });

  it('is free again after 24 hours, and after a failure', async () => {
    const world = await openWorld();
    const tenant = await world.tenant();
    await start(tenant, 'k');
    world.pass(24 * 3_600_000 - 1);
    expect((await start(tenant, 'k')).headers.get('idempotency-replayed')).toBe('true');
    world.pass(1);
    expect((await start(tenant, 'k', pod('b'))).status).toBe(202);

    const bad = await tenant.send({ method: 'POST', path: '/v1/scans', json: {}, headers: { 'idempotency-key': 'f' } });
    expect(bad.status).toBe(400);
    expect((await start(tenant, 'f')).status).toBe(202);
  });

  it('is taken over when the process that had it has died', async () => {
    const world = await openWorld();
    const tenant = await world.tenant();
    const { write } = world.deps.table;
    let writes = 0;
    await tenant.send({ path: '/v1/scans' });
    // The process ends after the claim: nothing is written any more.
    world.deps.table.write = (actions) => {
      writes += 1;
      return writes === 1 ? write(actions) : Promise.reject(new Error('killed'));
    };
    expect((await start(tenant, 'k')).status).toBe(500);
    world.deps.table.write = write;
    expect((await start(tenant, 'k')).status).toBe(409);
    world.pass(60_000);
    expect((await start(tenant, 'k')).status).toBe(202);
  });

  it.each(['""', '"a', 'a b', 'x'.repeat(256), '"\u0001"'])('400 for the key %j', async (key) => {
    const tenant = await (await openWorld()).tenant();
    expect(await problemOf(await start(tenant, key))).toMatchObject({ status: 400, pointers: ['/header/Idempotency-Key'] });
  });

  it('gives the address of an answer that is too large to keep', async () => {
    const noise = ulids({ now: () => 0 }).random(600_000);
    const kept = await packAnswer(new Response(noise.slice(0, 100_000), { status: 200, headers: { location: '/v1/verdicts/a' } }));
    expect(Buffer.from(await unpackAnswer(kept).arrayBuffer()).equals(noise.slice(0, 100_000))).toBe(true);
    const tooLarge = await packAnswer(new Response(new Uint8Array(noise), { status: 200, headers: { location: '/v1/verdicts/a' } }));
    const replayed = unpackAnswer(tooLarge);
    expect([replayed.status, replayed.headers.get('location'), await replayed.text()]).toEqual([303, '/v1/verdicts/a', '']);
  });
});
