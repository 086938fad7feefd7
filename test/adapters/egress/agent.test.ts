import { createHash, randomFillSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer as createPlain, type RequestListener } from 'node:http';
import { createServer as createTls } from 'node:https';
import { type AddressInfo, createServer as createRaw, type Server, type Socket } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { createEgress } from '../../../lib/adapters/egress/egress.ts';
import type { EgressResponse } from '../../../lib/ports/egress.ts';

const pem = (name: string): string => readFileSync(new URL(`../../fixtures/registry/tls/${name}.pem`, import.meta.url), 'utf8');

const servers: { readonly server: Server; readonly sockets: Set<Socket> }[] = [];
afterEach(() => {
  for (const { server, sockets } of servers.splice(0)) {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
});

const listen = async (server: Server): Promise<{ readonly port: number; readonly sockets: Set<Socket> }> => {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  servers.push({ server, sockets });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { port: (server.address() as AddressInfo).port, sockets };
};

const asker = (origin: string): ((path: string) => Promise<EgressResponse>) => {
  const egress = createEgress({
    purposes: {
      registry: { allow: ['127.0.0.1'], insecure: ['registry.test'], authorities: [{ host: 'registry.test', pem: pem('cert') }] },
    },
    resolver: async () => [{ address: '127.0.0.1', family: 4 }],
  });
  return (path) => egress.send({ method: 'GET', url: origin + path, timeoutMs: 5_000, purpose: 'registry' });
};

const sizes = [0, 1, 16 * 1024, 64 * 1024 + 1, 256 * 1024 - 1, 256 * 1024, 256 * 1024 + 1, 3 * 1024 * 1024 + 7];
const bodies = new Map(sizes.map((size) => [`/${size}`, randomFillSync(Buffer.alloc(size))]));
const answer: RequestListener = (request, response) => {
  const [path = '', framing] = (request.url ?? '').split('?');
  const body = bodies.get(path) ?? Buffer.alloc(0);
  if (framing === 'chunked') response.write(body.subarray(0, body.length / 2));
  response.end(framing === 'chunked' ? body.subarray(body.length / 2) : body);
};
const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe.each([
  ['http', () => createPlain(answer)],
  ['https', () => createTls({ key: pem('key'), cert: pem('cert') }, answer)],
] as const)('bodies over %s', (scheme, create) => {
  it('come as they were sent, of any size and framing, over connections that are kept', async () => {
    const { port, sockets } = await listen(create());
    const ask = asker(`${scheme}://registry.test:${port}`);
    for (const [path, body] of bodies)
      for (const framing of ['', '?chunked']) expect(hash(await buffer((await ask(path + framing)).body))).toBe(hash(body));
    expect(sockets.size).toBe(1);
  });

  it('do not mix when several come at once, and no piece changes after it was handed on', async () => {
    const { port } = await listen(create());
    const ask = asker(`${scheme}://registry.test:${port}`);
    const paths = [...bodies.keys()].flatMap((path) => [path, path, path]);
    const got = await Promise.all(paths.map(async (path) => hash(Buffer.concat(await (await ask(path)).body.toArray()))));
    expect(got).toEqual(paths.map((path) => hash(bodies.get(path) ?? Buffer.alloc(0))));
  });

  it('wait in the socket while nobody reads them', async () => {
    const path = `/${sizes.at(-1)}`;
    const { port } = await listen(create());
    const { body } = await asker(`${scheme}://registry.test:${port}`)(path);
    await new Promise<void>((done) => body.once('readable', done));
    for (let turn = 0; turn < 100; turn++) await new Promise(setImmediate);
    expect(body.readableLength).toBeLessThan(1024 * 1024);
    expect(hash(await buffer(body))).toBe(hash(bodies.get(path) ?? Buffer.alloc(0)));
  });
});

it('takes nothing that comes unasked for an answer', async () => {
  const ok = (body: string): string => `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  const asked: Socket[] = [];
  const server = createRaw((socket) => {
    socket.on('error', () => {});
    socket.on('data', () => {
      asked.push(socket);
      socket.write(ok(`answer ${asked.length}`));
    });
  });
  const { port } = await listen(server);
  const ask = asker(`http://registry.test:${port}`);
  expect(await text((await ask('/')).body)).toBe('answer 1');
  // The connection lies in the pool now.
  const closed = new Promise((done) => asked[0]?.once('close', done));
  asked[0]?.write(ok('poison'));
  await closed;
  expect(await text((await ask('/')).body)).toBe('answer 2');
  expect(asked[1]).not.toBe(asked[0]);
});
