import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listenOn } from '../../lib/cli/listen.ts';

let listening: Awaited<ReturnType<typeof listenOn>>;
beforeAll(async () => {
  listening = await listenOn(() => new Response('ok'), { host: '127.0.0.1', port: 0 });
});
afterAll(() => new Promise<void>((done) => listening.server.close(() => done())));

const ask = (request: string): Promise<string> => {
  const socket = connect(listening.port, '127.0.0.1');
  socket.end(request);
  return text(socket);
};

it.each([
  ['an address that is too long', `GET /?a=${'a'.repeat(40_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431, 'headers-too-large'],
  ['no HTTP at all', 'hello\r\n\r\n', 400, 'invalid-request'],
  ['two lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400, 'invalid-request'],
])('answers %s with a problem', async (_name, request, status, code) => {
  const [head = '', body = ''] = (await ask(request)).split('\r\n\r\n');
  expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} \\S`));
  expect(head).toContain('Content-Type: application/problem+json');
  expect(head).toContain(`Content-Length: ${Buffer.byteLength(body)}`);
  expect(JSON.parse(body)).toMatchObject({ status, code, type: `https://plimsoll.dev/problems/${code}` });
});

it('still answers what it can read', async () => {
  expect(await ask('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')).toContain('HTTP/1.1 200 OK');
});
