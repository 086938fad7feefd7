import { createHash, randomFillSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer as createPlain, type RequestListener } from 'node:http';
import { createServer as createTls } from 'node:https';
import { type AddressInfo, createServer as createRaw, type Server, type Socket } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { createServer as createRawTls } from 'node:tls';
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
const longest = bodies.get(`/${sizes.at(-1)}`) ?? Buffer.alloc(0);
const answer: RequestListener = (request, response) => {
  const [path = '', framing] = (request.url ?? '').split('?');
  const body = bodies.get(path) ?? Buffer.alloc(0);
  if (framing === 'chunked') response.write(body.subarray(0, body.length / 2));
  response.end(framing === 'chunked' ? body.subarray(body.length / 2) : body);
};
const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A body that ends with its connection, as HTTP/1.0 has it, in pieces of a turn each. */
const untilClosed = (socket: Socket): void => {
  socket.on('error', () => {});
  socket.once('data', () => {
    socket.write('HTTP/1.0 200 OK\r\n\r\n');
    for (let at = 0; at < longest.length; at += 50_000) socket.write(longest.subarray(at, at + 50_000));
    socket.end();
  });
};

const certified = { key: pem('key'), cert: pem('cert') };
describe.each([
  ['http', () => createPlain(answer), () => createRaw(untilClosed)],
  ['https', () => createTls(certified, answer), () => createRawTls(certified, untilClosed)],
] as const)('bodies over %s', (scheme, create, createUntilClosed) => {
  it('come whole when the connection ends them', async () => {
    const { port } = await listen(createUntilClosed());
    for (let time = 0; time < 5; time++)
      expect(hash(await buffer((await asker(`${scheme}://registry.test:${port}`)('/')).body))).toBe(hash(longest));
  });

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
