import { describe, expect, it } from 'vitest';
import type { ApiDeps } from '../../../lib/api/deps.ts';
import type { Tenant, World } from '../harness.ts';
import { bodyOf, openWorld, problemOf } from '../harness.ts';
import { workOff } from './worker.ts';

const pod = `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: "a:1", securityContext: {privileged: true}}]}\n`;
const start = (tenant: Tenant, path = '/v1/scans') => tenant.send({ method: 'POST', path, json: { manifests: pod } });

/** A world whose worker runs while somebody waits. */
const workingWorld = async (afterSleeps = 1): Promise<World> => {
  let sleeps = 0;
  const world: World = await openWorld({
    sleep: async (ms) => {
      world.pass(ms);
      sleeps += 1;
      if (sleeps === afterSleeps) await workOff(world);
    },
  });
  return world;
};

describe('POST /v1/scans', () => {
  it('202 with where to look and when', async () => {
    const tenant = await (await openWorld()).tenant();
    const answer = await start(tenant);
    expect(answer.status).toBe(202);
    const { id, state } = await bodyOf(answer);
    expect([state, answer.headers.get('location'), answer.headers.get('retry-after')]).toEqual(['queued', `/v1/scans/${id}`, '1']);
  });

  it.each<[string, Record<string, string>]>([
    ['?wait=20', {}],
    ['', { prefer: 'respond-async, wait=20' }],
    ['', { prefer: 'wait="20"' }],
  ])('200 with the verdict when it comes in time (%s %j)', async (query, headers) => {
    const world = await workingWorld();
    const tenant = await world.tenant();
    const answer = await tenant.send({ method: 'POST', path: `/v1/scans${query}`, json: { manifests: pod }, headers });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('preference-applied')).toBe(query === '' ? 'wait=20' : null);
    const scan = await bodyOf(answer);
    expect(scan).toMatchObject({ state: 'succeeded', decision: 'deny', verdict: { decision: 'deny', id: scan.verdictId } });
    expect(await bodyOf(await tenant.send({ path: `/v1/verdicts/${scan.verdictId}` }))).toMatchObject({ decision: 'deny' });
  });

  it('202 after 25 seconds at most, with few reads', async () => {
    const waits: number[] = [];
    const world: World = await openWorld({
      sleep: async (ms) => {
        waits.push(ms);
        world.pass(ms);
      },
    });
    const tenant = await world.tenant();
    expect((await start(tenant, '/v1/scans?wait=3600')).status).toBe(202);
    const total = waits.reduce((a, b) => a + b, 0);
    expect([total, waits.length < 35]).toEqual([25_000, true]);
  });

  it('says which wait it has applied: at most 25 seconds', async () => {
    const tenant = await (await workingWorld()).tenant();
    const headers = { prefer: 'wait=600' };
    const answer = await tenant.send({ method: 'POST', path: '/v1/scans', json: { manifests: pod }, headers });
    expect([answer.status, answer.headers.get('preference-applied')]).toEqual([200, 'wait=25']);
  });

  it.each([
    ['nothing to judge', {}, 'invalid-request', ''],
    ['a reference that is none', { image: 'registry.example.com/UPPER:1' }, 'invalid-reference', undefined],
    ['a platform that is none', { image: { reference: 'a:1', platform: 'x' } }, 'invalid-request', '/image/platform'],
    ['a policy that is not there', { manifests: pod, policy: 'nothing' }, 'invalid-request', '/policy'],
    ['a misspelt member', { manifest: pod }, 'invalid-request', '/manifest'],
    ['a file without its text', { manifests: [{ name: 'a.yaml' }] }, 'invalid-request', '/manifests/0/text'],
  ])('refuses %s', async (_title, json, code, pointer) => {
    const tenant = await (await openWorld()).tenant();
    const problem = await problemOf(await tenant.send({ method: 'POST', path: '/v1/scans', json }));
    expect(problem.code).toBe(code);
    if (pointer !== undefined) expect(problem.pointers).toContain(pointer);
  });

  it('takes the manifests themselves, and a Dockerfile itself', async () => {
    const tenant = await (await openWorld()).tenant();
    const yaml = { 'content-type': 'application/yaml; charset=utf-8' };
    const manifests = await bodyOf(await tenant.send({ method: 'POST', path: '/v1/scans?environment=staging', body: pod, headers: yaml }));
    expect(manifests).toMatchObject({ files: ['manifests.yaml'], environment: 'staging' });
    const text = { 'content-type': 'text/x-dockerfile' };
    expect(await bodyOf(await tenant.send({ method: 'POST', path: '/v1/scans', body: 'FROM scratch\n', headers: text }))).toMatchObject({
      files: ['Dockerfile'],
    });
    const nul = await tenant.send({ method: 'POST', path: '/v1/scans', body: 'a: b\nc: \0', headers: yaml });
    expect(await bodyOf(nul)).toMatchObject({ code: 'forbidden-character', errors: [{ line: 2, column: 4 }] });
  });
});

describe('GET /v1/scans/{id}', () => {
  it('has an ETag that changes with the scan', async () => {
    const world = await openWorld();
    const tenant = await world.tenant();
    const path = (await start(tenant)).headers.get('location') ?? '';
    const first = await tenant.send({ path });
    expect(first.headers.get('retry-after')).toBe('1');
    const headers = { 'if-none-match': first.headers.get('etag') ?? '' };
    expect((await tenant.send({ path, headers })).status).toBe(304);
    await workOff(world);
    const ended = await tenant.send({ path, headers });
    expect([ended.status, ended.headers.get('retry-after')]).toEqual([200, null]);
  });

  it('200 with the running scan when the wait is over', async () => {
    const tenant = await (await openWorld()).tenant();
    const path = (await start(tenant)).headers.get('location') ?? '';
    const answer = await tenant.send({ path: `${path}?wait=2` });
    expect([answer.status, answer.headers.get('retry-after'), (await bodyOf(answer)).state]).toEqual([200, '1', 'queued']);
  });

  it('404: the same bytes for a stranger', async () => {
    const world = await openWorld();
    const [one, other] = [await world.tenant(), await world.tenant()];
    const path = (await start(one)).headers.get('location') ?? '';
    const ids = [path, '/v1/scans/scan_01KAM7Y5T00000000000000000'];
    for (const [method, suffix] of [
      ['GET', ''],
      ['GET', '/events'],
      ['POST', '/cancel'],
      ['POST', '/retry'],
    ] as const) {
      const bodies = await Promise.all(ids.map(async (id) => (await other.send({ method, path: `${id}${suffix}` })).text()));
      expect(new Set(bodies).size).toBe(1);
      expect(bodies[0]).toContain('"status":404');
    }
  });
});

describe('cancel and retry', () => {
  it('200 and 202; 409 when the scan is past it', async () => {
    const world = await openWorld();
    const tenant = await world.tenant();
    const path = (await start(tenant)).headers.get('location') ?? '';
    expect(await problemOf(await tenant.send({ method: 'POST', path: `${path}/retry` }))).toMatchObject({ status: 409, code: 'conflict' });
    expect((await bodyOf(await tenant.send({ method: 'POST', path: `${path}/cancel` }))).state).toBe('cancelled');
    expect((await tenant.send({ method: 'POST', path: `${path}/retry` })).status).toBe(202);
    await workOff(world);
    expect((await tenant.send({ method: 'POST', path: `${path}/cancel` })).status).toBe(409);
  });
});

describe('GET /v1/scans', () => {
  it('lists in pages, and refuses a cursor with other filters or of another tenant', async () => {
    const world = await openWorld();
    const [tenant, other] = [await world.tenant(), await world.tenant()];
    for (let count = 0; count < 5; count += 1) {
      world.pass(1000);
      await start(tenant);
    }
    const first = await bodyOf(await tenant.send({ path: '/v1/scans?limit=3' }));
    const second = await bodyOf(await tenant.send({ path: `/v1/scans?limit=3&cursor=${first.next}` }));
    const ids = [...first.items, ...second.items].map(({ id }) => id);
    expect([ids.length, second.next, [...ids].sort().reverse()]).toEqual([5, undefined, ids]);
    const tampered = `${first.next.slice(0, 10)}A${first.next.slice(11)}`;
    const refused = [
      `/v1/scans?state=failed&cursor=${first.next}`,
      `/v1/scans?cursor=${tampered}`,
      '/v1/scans?cursor=x',
      `/v1/verdicts?cursor=${first.next}`,
    ];
    for (const path of refused) expect(await problemOf(await tenant.send({ path }))).toMatchObject({ status: 400, code: 'invalid-cursor' });
    expect((await other.send({ path: `/v1/scans?limit=3&cursor=${first.next}` })).status).toBe(400);
    expect(Buffer.from(first.next.split('.')[0], 'base64url').toString()).not.toContain(tenant.name);
  });
});

describe('GET /v1/scans/{id}/events', () => {
  const eventsOf = (text: string) =>
    text
      .split('\n\n')
      .filter((block) => block.includes('event: '))
      .map((block) =>
        Object.fromEntries(block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)])),
      );

  it('tells each change once and ends with the end', async () => {
    const world = await workingWorld(3);
    const tenant = await world.tenant();
    const path = `${(await start(tenant)).headers.get('location')}/events`;
    const events = eventsOf(await (await tenant.send({ path })).text());
    expect(events.map(({ event, data }) => [event, JSON.parse(data ?? '').state])).toEqual([
      ['scan', 'queued'],
      ['end', 'succeeded'],
    ]);
    const seen = events[1]?.['id'] ?? '';
    expect(await (await tenant.send({ path, headers: { 'last-event-id': seen } })).text()).toBe('');
  });

  it('is not silent for long, ends after five minutes and stops when the reader goes', async () => {
    let sleeps = 0;
    const sleep: ApiDeps['sleep'] = async (ms) => {
      sleeps += 1;
      world.pass(ms);
    };
    const world: World = await openWorld({ sleep });
    const tenant = await world.tenant();
    const path = `${(await start(tenant)).headers.get('location')}/events`;
    const text = await (await world.send({ path, key: tenant.key })).text();
    expect(text.split(': still here').length - 1).toBeGreaterThanOrEqual(15);
    expect(sleeps).toBeLessThanOrEqual(600);
    const left = await world.send({ path, key: tenant.key });
    const before = sleeps;
    await left.body?.cancel();
    expect(sleeps).toBe(before);
  });
});
