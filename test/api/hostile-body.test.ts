import { describe, expect, it } from 'vitest';
import { bodyOf, openWorld, problemOf } from './harness.ts';

const world = await openWorld();
const tenant = await world.tenant();
const json = { 'content-type': 'application/json' };
const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = json) =>
  tenant.send({ method: 'POST', path: '/v1/keys', body, headers });

describe('a hostile body gets its own code and place', () => {
  it.each([
    ['text that is no JSON', '{"name": }', 400, 'invalid-json', '/name'],
    ['nothing at all', '', 400, 'invalid-json', ''],
    ['a member twice', '{"name":"a","name":"b"}', 400, 'invalid-json', '/name'],
    ['NUL as an escape', '{"name":"a\\u0000"}', 400, 'forbidden-character', '/name'],
    ['NUL as it is', '{"name":"a\0"}', 400, 'forbidden-character', '/name'],
    [
      'a name that reaches the prototype',
      '{"name":"a","scopes":[],"__proto__":{"scopes":["key:write"]}}',
      400,
      'forbidden-key',
      '/__proto__',
    ],
    ['100 levels', `{"name":${'['.repeat(100)}${']'.repeat(100)}}`, 400, 'too-deep', `/name${'/0'.repeat(63)}`],
    ['members that nobody knows', '{"name":"a","scopes":["key:read"],"admin":true}', 400, 'invalid-request', '/admin'],
    ['a list', '[]', 400, 'invalid-request', ''],
    ['null', 'null', 400, 'invalid-request', ''],
  ])('%s', async (_title, body, status, code, pointer) => {
    expect(await problemOf(await post(body))).toEqual({ status, code, pointers: expect.arrayContaining([pointer]) });
  });

  it('bytes that are not UTF-8, with line and column', async () => {
    const answer = await post(Buffer.from([0x7b, 0x22, 0x0a, 0xff, 0x22, 0x7d]));
    expect(answer.status).toBe(400);
    expect(await bodyOf(answer)).toMatchObject({ code: 'invalid-encoding', errors: [{ line: 2, column: 1 }] });
  });

  it('more than the route takes, whatever Content-Length says', async () => {
    const large = JSON.stringify({ name: 'x'.repeat(20_000) });
    expect(await problemOf(await post(large))).toMatchObject({ status: 413, code: 'too-large' });
    expect(await problemOf(await post(large, { ...json, 'content-length': '10' }))).toMatchObject({ status: 413, code: 'too-large' });
  });

  it.each<[string, Record<string, string>]>([
    ['another type', { 'content-type': 'text/xml' }],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['no type', { 'content-type': '' }],
    ['another charset', { 'content-type': 'application/json; charset=latin1' }],
    ['a packed body', { ...json, 'content-encoding': 'gzip' }],
  ])('%s', async (_title, headers) => {
    expect(await problemOf(await post('{}', headers))).toMatchObject({ status: 415, code: 'unsupported-media-type' });
  });
});
