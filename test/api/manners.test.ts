import { describe, expect, it } from 'vitest';
import { bodyOf, openWorld, problemOf } from './harness.ts';

const world = await openWorld();

describe('methods', () => {
  it('405 with what the path takes', async () => {
    const tenant = await world.tenant();
    for (const [method, path, allow] of [
      ['PUT', '/v1/keys', 'POST, GET, HEAD, OPTIONS'],
      ['POST', '/livez', 'GET, HEAD, OPTIONS'],
      ['BREW', '/docs', 'GET, HEAD, OPTIONS'],
    ] as const) {
      const answer = await tenant.send({ method, path });
      expect(answer.headers.get('allow')).toBe(allow);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(await problemOf(answer)).toMatchObject({ status: 405, code: 'method-not-allowed' });
    }
  });

  it('OPTIONS tells it too, and HEAD is GET without its body', async () => {
    const tenant = await world.tenant();
    const options = await tenant.send({ method: 'OPTIONS', path: '/v1/keys' });
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'POST, GET, HEAD, OPTIONS']);
    const head = await tenant.send({ method: 'HEAD', path: '/v1/keys' });
    expect([head.status, head.headers.get('content-type'), await head.text()]).toEqual([200, 'application/json', '']);
  });
});

describe('negotiation', () => {
  it.each(['text/html', 'application/json;q=0', 'image/*', '*/*;q=0, text/csv'])('406 for Accept: %s', async (accept) => {
    const tenant = await world.tenant();
    expect(await problemOf(await tenant.send({ path: '/v1/keys', headers: { accept } }))).toMatchObject({
      status: 406,
      code: 'not-acceptable',
    });
  });

  it.each(['*/*', 'application/*', 'text/html, application/json;q=0.1', 'text/html;q=1, */*;q=0.5'])(
    '200 for Accept: %s',
    async (accept) => {
      const tenant = await world.tenant();
      expect((await tenant.send({ path: '/v1/keys', headers: { accept } })).status).toBe(200);
    },
  );
});

describe('authentication', () => {
  it.each([
    ['nothing', undefined],
    ['another scheme', 'Basic YTpi'],
    ['no token', 'Bearer '],
    ['noise', 'Bearer xyz'],
    ['a key whose checksum is wrong', `Bearer plim_${'a'.repeat(10)}_${'b'.repeat(36)}`],
    ['more than a key can be', `Bearer ${'a'.repeat(10_000)}`],
  ])('401 for %s', async (_title, authorization) => {
    const answer = await world.send({ path: '/v1/keys', headers: authorization === undefined ? {} : { authorization } });
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer realm="plimsoll"/);
    expect(await problemOf(answer)).toMatchObject({ status: 401, code: 'unauthenticated' });
  });

  it('tells a stranger nothing of scopes, limits, bodies or paths', async () => {
    const bodies = await Promise.all(
      ['/v1/keys', '/v1/audit?nonsense=1', '/v1/keys/key_01KAM7Y5T00000000000000000'].map(async (path) => {
        const answer = await world.send({ path, headers: { 'x-request-id': 'same' } });
        return `${answer.status} ${answer.headers.get('ratelimit')} ${await answer.text()}`;
      }),
    );
    expect(new Set(bodies).size).toBe(1);
  });
});

describe('request ids', () => {
  it('echoes a clean one and replaces any other', async () => {
    const tenant = await world.tenant();
    const idFor = async (id: string) =>
      (await tenant.send({ path: '/v1/keys', headers: { 'x-request-id': id } })).headers.get('x-request-id');
    expect(await idFor('build-42')).toBe('build-42');
    for (const bad of ['a b', 'x'.repeat(129), '<script>', tenant.key]) expect(await idFor(bad)).toMatch(/^req_[0-9A-Z]{26}$/);
  });
});

describe('unknown parameters', () => {
  it('400 with what was probably meant', async () => {
    const tenant = await world.tenant();
    const answer = await tenant.send({ path: '/v1/audit?taget=x' });
    expect(answer.status).toBe(400);
    expect((await bodyOf(answer)).errors).toEqual([
      { pointer: '/query/taget', message: 'there is no such member', fix: 'did you mean target?' },
    ]);
  });

  it('400 for one given twice', async () => {
    const tenant = await world.tenant();
    expect(await problemOf(await tenant.send({ path: '/v1/audit?limit=1&limit=2' }))).toMatchObject({
      status: 400,
      pointers: ['/query/limit'],
    });
  });
});

describe('unexpected errors', () => {
  it('500 shows the request id and nothing more', async () => {
    const broken = await openWorld();
    const tenant = await broken.tenant();
    broken.deps.table.query = () => Promise.reject(new Error('secret detail of the store'));
    const answer = await tenant.send({ path: '/v1/keys', headers: { 'x-request-id': 'r1' } });
    expect(answer.status).toBe(500);
    expect(await bodyOf(answer)).toEqual({
      type: 'https://plimsoll.dev/problems/internal',
      title: expect.any(String),
      status: 500,
      code: 'internal',
      retryable: true,
      requestId: 'r1',
    });
    expect(broken.lines.some((line) => line.includes('secret detail of the store'))).toBe(true);
  });
});

describe('without a key', () => {
  it.each(['/livez', '/readyz', '/version', '/metrics', '/docs', '/openapi.json'])('200 at %s', async (path) => {
    expect((await world.send({ path })).status).toBe(200);
  });

  it('shows no counts', async () => {
    const tenant = await world.tenant();
    expect(await (await world.send({ path: '/metrics' })).text()).not.toContain('route=');
    expect(await (await tenant.send({ path: '/metrics' })).text()).toContain('route="/v1/keys"');
  });

  it('503 at /readyz when the store does not answer', async () => {
    const broken = await openWorld();
    const { AppError } = await import('../../lib/model/error.ts');
    broken.deps.table.get = () => Promise.reject(new AppError('unavailable', 'the store does not answer'));
    expect((await broken.send({ path: '/readyz' })).status).toBe(503);
    expect((await broken.send({ path: '/livez' })).status).toBe(200);
  });

  it('has a page that asks for nothing from elsewhere', async () => {
    const page = await (await world.send({ path: '/docs' })).text();
    expect(page.match(/(?:src|href)="[^"]*"/g)).toEqual(['href="/openapi.json"']);
    expect(page).not.toMatch(/https?:\/\//);
  });
});
