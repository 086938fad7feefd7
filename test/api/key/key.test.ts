import { describe, expect, it } from 'vitest';
import { bodyOf, openWorld, problemOf } from '../harness.ts';

const world = await openWorld();

describe('POST /v1/keys', () => {
  it('201: gives a key that works, once', async () => {
    const tenant = await world.tenant();
    const made = await tenant.send({ method: 'POST', path: '/v1/keys', json: { name: 'ci', scopes: ['key:read'] } });
    expect(made.status).toBe(201);
    expect(made.headers.get('cache-control')).toBe('no-store');
    const { id, token, prefix, state } = await bodyOf(made);
    expect(made.headers.get('location')).toBe(`/v1/keys/${id}`);
    expect([state, token.startsWith(`${prefix}_`)]).toEqual(['active', true]);

    const seen = await tenant.send({ key: token, path: `/v1/keys/${id}` });
    expect(seen.status).toBe(200);
    const shown = await seen.text();
    expect(shown).not.toContain(token);
    expect(shown).not.toContain('hash');
  });

  it('400: names every member that is wrong', async () => {
    const tenant = await world.tenant();
    const answer = await tenant.send({ method: 'POST', path: '/v1/keys', json: { name: '', scope: [], scopes: ['scan:wirte'] } });
    expect(answer.status).toBe(400);
    const { errors } = await bodyOf(answer);
    expect(errors.map(({ pointer, fix }: { pointer: string; fix?: string }) => [pointer, fix])).toEqual(
      expect.arrayContaining([
        ['/name', undefined],
        ['/scopes/0', 'did you mean scan:write?'],
        ['/scope', 'did you mean scopes?'],
      ]),
    );
  });

  it('400: an expiry that has passed', async () => {
    const tenant = await world.tenant();
    const json = { name: 'late', scopes: ['key:read'], expiresAt: '2026-11-22T09:59:59Z' };
    expect(await problemOf(await tenant.send({ method: 'POST', path: '/v1/keys', json }))).toMatchObject({
      status: 400,
      pointers: ['/expiresAt'],
    });
  });

  it('403: never wider than the key that makes it', async () => {
    const tenant = await world.tenant(['key:write']);
    const json = { name: 'wider', scopes: ['key:write', 'policy:write'] };
    expect(await problemOf(await tenant.send({ method: 'POST', path: '/v1/keys', json }))).toMatchObject({
      status: 403,
      code: 'forbidden',
    });
  });
});

describe('DELETE /v1/keys/{id}', () => {
  it('204: the key stops working at once and stays listed', async () => {
    const tenant = await world.tenant();
    const made = await tenant.send({ method: 'POST', path: '/v1/keys', json: { name: 'ci', scopes: ['key:read'] } });
    const { id, token } = await bodyOf(made);
    expect((await tenant.send({ method: 'DELETE', path: `/v1/keys/${id}` })).status).toBe(204);
    expect((await tenant.send({ method: 'DELETE', path: `/v1/keys/${id}` })).status).toBe(204);
    expect((await tenant.send({ key: token, path: '/v1/keys' })).status).toBe(401);
    const { items } = await bodyOf(await tenant.send({ path: '/v1/keys' }));
    expect(items.map((key: { name: string; state: string }) => [key.name, key.state])).toEqual([
      ['ci', 'revoked'],
      ['test', 'active'],
    ]);
  });

  it('409: the key that asks, so that nobody locks himself out', async () => {
    const tenant = await world.tenant();
    const { items } = await bodyOf(await tenant.send({ path: '/v1/keys' }));
    const itself = `/v1/keys/${items[0].id}`;
    expect(await problemOf(await tenant.send({ method: 'DELETE', path: itself }))).toMatchObject({ status: 409, code: 'conflict' });
    const made = await tenant.send({ method: 'POST', path: '/v1/keys', json: { name: 'next', scopes: ['key:write', 'key:read'] } });
    const { token } = await bodyOf(made);
    expect((await tenant.send({ key: token, method: 'DELETE', path: itself })).status).toBe(204);
    expect((await tenant.send({ path: '/v1/keys' })).status).toBe(401);
  });

  it('404: the same bytes for a stranger and for what does not exist', async () => {
    const [one, other] = [await world.tenant(), await world.tenant()];
    const { items } = await bodyOf(await other.send({ path: '/v1/keys' }));
    const paths = [`/v1/keys/${items[0].id}`, '/v1/keys/key_01KAM7Y5T00000000000000000', '/v1/keys/nonsense', '/v1/keys/%00'];
    for (const method of ['GET', 'DELETE']) {
      const answers = await Promise.all(paths.map((path) => one.send({ method, path })));
      expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
      const bodies = new Set(await Promise.all(answers.map((answer) => answer.text())));
      expect(bodies.size).toBe(1);
    }
  });
});

describe('GET /v1/keys', () => {
  it('200: in pages', async () => {
    const tenant = await world.tenant();
    for (const name of ['a', 'b', 'c', 'd']) await tenant.send({ method: 'POST', path: '/v1/keys', json: { name, scopes: ['key:read'] } });
    const names: string[] = [];
    let path: string | undefined = '/v1/keys?limit=2';
    while (path) {
      const page = await tenant.send({ path });
      names.push(...(await bodyOf(page)).items.map(({ name }: { name: string }) => name));
      path = page.headers.get('link')?.match(/<(.*)>/)?.[1];
    }
    expect(names).toEqual(['d', 'c', 'b', 'a', 'test']);
  });

  it('200, then 304 with its ETag, then 200 when it has changed', async () => {
    const tenant = await world.tenant();
    const { items } = await bodyOf(await tenant.send({ path: '/v1/keys' }));
    const path = `/v1/keys/${items[0].id}`;
    const other = await tenant.withScopes(['key:read', 'key:write']);
    const etag = (await tenant.send({ path })).headers.get('etag') ?? '';
    const again = await tenant.send({ path, headers: { 'if-none-match': `"x", W/${etag}` } });
    expect([again.status, await again.text()]).toEqual([304, '']);
    await tenant.send({ method: 'DELETE', path, key: other });
    expect((await tenant.send({ path, key: other, headers: { 'if-none-match': etag } })).status).toBe(200);
  });
});
