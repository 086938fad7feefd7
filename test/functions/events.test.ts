import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { resultOf } from '../../functions/event/answer.ts';
import { requestOf } from '../../functions/event/http.ts';
import { messagesOf } from '../../functions/event/queue.ts';
import { writtenKeys } from '../../functions/event/stream.ts';
import { answerRequests } from '../../functions/handle/http.ts';
import { ulids } from '../../lib/adapters/embedded/ids.ts';
import { changed, fixture, inTime } from './fixture.ts';

describe('a request', () => {
  it('is read with its path, query, cookies and body', async () => {
    const request = requestOf(fixture('http-api'));
    expect([request.method, request.url]).toEqual([
      'POST',
      'https://r3pmxmplak.execute-api.us-east-2.amazonaws.com/v1/scans?wait=25&x=a%20b',
    ]);
    expect([request.headers.get('cookie'), request.headers.get('authorization')]).toEqual(['one=1; two=2', 'Bearer secret']);
    expect(await request.text()).toBe('{"image":"ä"}');
  });

  it('has no stage in its path, and no body where there may be none', async () => {
    const staged = changed(changed(fixture('http-api'), ['requestContext', 'stage'], 'dev'), ['rawPath'], '/dev/v1/scans');
    expect(new URL(requestOf(staged).url).pathname).toBe('/v1/scans');
    expect(requestOf(changed(fixture('http-api'), ['requestContext', 'http', 'method'], 'GET')).body).toBeNull();
  });

  it.each([
    ['a header beyond Latin-1', ['headers', 'x-note'], '\u20ac'],
    ['a method that none may send', ['requestContext', 'http', 'method'], 'TRACE'],
  ])('with %s is answered with what is wrong, and not by a crash of the function', async (_what, path, value) => {
    const logged: unknown[] = [];
    const deps = { ids: ulids({ now: () => 0 }), log: { info: (...line: unknown[]) => logged.push(line), error: () => {} } };
    const handler = answerRequests({ deps, app: { fetch: () => new Response('asked') } });
    const { statusCode, headers, body } = await handler(changed(fixture('http-api'), path, value), inTime);
    expect([statusCode, headers['content-type'], JSON.parse(body).code]).toEqual([400, 'application/problem+json', 'invalid-request']);
    const { requestId } = JSON.parse(body);
    expect([requestId, headers['x-request-id']]).toEqual([expect.stringMatching(/^req_\w{26}$/), requestId]);
    expect(logged).toEqual([['api request', { requestId, route: 'unread', status: 400, code: 'invalid-request' }]]);
  });

  it.each([['version'], ['rawPath'], ['requestContext']])('without %s is refused', (member) => {
    expect(() => requestOf(changed(fixture('http-api'), [member]))).toThrow(z.ZodError);
  });
});

describe('an answer', () => {
  const plain = { withinMs: 1_000, acceptsGzip: false };
  const cookies = new Response('{}', {
    headers: [
      ['content-type', 'application/problem+json'],
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
    ],
  });

  it('is text as text and everything else in base64', async () => {
    expect(await resultOf(cookies, plain)).toMatchObject({ statusCode: 200, body: '{}', isBase64Encoded: false, cookies: ['a=1', 'b=2'] });
    const bytes = new Response(Buffer.from([0xff, 0]), { headers: { 'content-type': 'application/gzip' } });
    expect(await resultOf(bytes, plain)).toMatchObject({ body: '/wA=', isBase64Encoded: true });
    expect(await resultOf(new Response(null, { status: 304 }), plain)).toMatchObject({ statusCode: 304, body: '' });
  });

  it('is packed when it is large and may be, and refused in words when it is too large to be carried', async () => {
    const json = (bytes: number) => new Response(JSON.stringify('x'.repeat(bytes)), { headers: { 'content-type': 'application/json' } });
    const small = await resultOf(json(100), { ...plain, acceptsGzip: true });
    expect([small.isBase64Encoded, small.headers['content-encoding']]).toEqual([false, undefined]);
    const large = await resultOf(json(7_000_000), { ...plain, acceptsGzip: true });
    expect(large).toMatchObject({ statusCode: 200, isBase64Encoded: true, headers: { 'content-encoding': 'gzip' } });
    expect(gunzipSync(Buffer.from(large.body, 'base64')).length).toBe(7_000_002);
    const asked = json(7_000_000);
    asked.headers.set('x-request-id', 'req_1');
    const refused = await resultOf(asked, plain);
    expect([refused.statusCode, JSON.parse(refused.body), refused.headers]).toEqual([
      406,
      expect.objectContaining({ code: 'not-acceptable', requestId: 'req_1' }),
      expect.objectContaining({ 'x-request-id': 'req_1' }),
    ]);
  });

  it('that does not end is cut in time', async () => {
    const endless = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(Buffer.from('data: 1\n\n')) });
    const result = await resultOf(new Response(endless, { headers: { 'content-type': 'text/event-stream' } }), {
      withinMs: 20,
      acceptsGzip: true,
    });
    expect(result.body).toBe('data: 1\n\n');
  });
});

describe('messages', () => {
  it('are read as they are, what is no job too', () => {
    const [first, second] = messagesOf(fixture('sqs'));
    expect(first).toMatchObject({ receiveCount: 1, job: { kind: 'scan', tenant: 'default', scanId: 'scan_1' } });
    expect(second).toMatchObject({ receiveCount: 3, job: undefined });
  });

  it('are never thrown for, whatever their text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
        const record = { messageId: '1', receiptHandle: 'r', body, attributes: { ApproximateReceiveCount: '1' } };
        expect(messagesOf({ Records: [record] })[0]?.job).toBeUndefined();
      }),
    );
  });

  it.each([[{}], [{ Records: [{}] }], [null], ['']])('in %j are none', (event) => {
    expect(() => messagesOf(event)).toThrow(z.ZodError);
  });
});

it('a stream’s written keys come once each, without what was removed', () => {
  const event = fixture('dynamodb-stream');
  const twice = { Records: [event['Records'], event['Records']].flat() };
  expect(writtenKeys(twice)).toEqual([{ pk: 't#default#event#evt_1', sk: 'event' }]);
  expect(() => writtenKeys({ Records: [{ eventName: 'INSERT' }] })).toThrow(z.ZodError);
});
