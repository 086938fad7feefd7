import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { createEgress, type EgressOptions } from '../../../lib/adapters/egress/egress.ts';
import type { AppError } from '../../../lib/model/error.ts';
import type { EgressRequest } from '../../../lib/ports/egress.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

const listen = async (answer: RequestListener): Promise<string> => {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
};

const local = { allow: ['127.0.0.1'], insecure: ['127.0.0.1'] };
const open: EgressOptions = { purposes: { registry: local, webhook: local } };
const get = (url: string, more: Partial<EgressRequest> = {}): EgressRequest => ({
  method: 'GET',
  url,
  timeoutMs: 2_000,
  purpose: 'registry',
  ...more,
});
const codeOf = (error: unknown): string => (error as AppError).code;
const outcome = async (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'answered',
    (error: unknown) => codeOf(error),
  );

describe('an exchange', () => {
  it('gives status, headers in lower case and the body', async () => {
    const url = await listen((_request, response) => response.setHeader('X-One', 'a').writeHead(201).end('hello'));
    const response = await createEgress(open).send(get(url));
    expect([response.status, response.headers['x-one'], await text(response.body)]).toEqual([201, 'a', 'hello']);
  });

  it('sends method, headers and body', async () => {
    const seen: IncomingMessage[] = [];
    let body = '';
    const url = await listen(async (request, response) => {
      seen.push(request);
      body = await text(request);
      response.end();
    });
    await createEgress(open).send(get(url, { method: 'POST', headers: { 'x-two': 'b' }, body: 'grüße' }));
    expect([seen[0]?.method, seen[0]?.headers['x-two'], seen[0]?.headers['content-length'], body]).toEqual(['POST', 'b', '7', 'grüße']);
  });

  it('says timed-out when no headers come', async () => {
    const url = await listen(() => {});
    expect(await outcome(createEgress(open).send(get(url, { timeoutMs: 50 })))).toBe('timed-out');
  });

  it('ends a body that stops, and one that drips', async () => {
    const url = await listen((request, response) => {
      response.write('x'.repeat(100));
      if (request.url !== '/drip') return;
      const drip = setInterval(() => response.write('x'), 10);
      response.once('close', () => clearInterval(drip));
    });
    for (const path of ['/stop', '/drip']) {
      const response = await createEgress(open).send(get(url + path, { stallMs: 80 }));
      expect(await outcome(text(response.body))).toBe('timed-out');
    }
  });

  it('ends a body over its limit', async () => {
    const url = await listen((_request, response) => void response.end('x'.repeat(5_000)));
    const response = await createEgress(open).send(get(url, { maxBytes: 4_999 }));
    expect(await outcome(text(response.body))).toBe('too-large');
    const whole = await createEgress(open).send(get(url, { maxBytes: 5_000 }));
    expect((await text(whole.body)).length).toBe(5_000);
  });

  it('throws the reason of its signal, before and during the body', async () => {
    const url = await listen((request, response) => {
      if (request.url === '/body') response.write('x');
    });
    const early = new AbortController();
    const waiting = createEgress(open).send(get(url, { signal: early.signal }));
    early.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    const late = new AbortController();
    const response = await createEgress(open).send(get(`${url}/body`, { signal: late.signal }));
    late.abort(new Error('enough'));
    await expect(text(response.body)).rejects.toThrow('enough');
  });

  it('says unavailable, and no more, when there is no connection', async () => {
    const url = await listen(() => {});
    servers.pop()?.close();
    const error: unknown = await createEgress(open)
      .send(get(url))
      .catch((thrown: unknown) => thrown);
    expect(codeOf(error)).toBe('unavailable');
    expect((error as AppError).publicMessage).not.toContain('ECONN');
  });

  it('says unavailable for headers without end', async () => {
    const url = await listen((_request, response) => void response.setHeader('x-long', 'x'.repeat(40_000)).end());
    expect(await outcome(createEgress(open).send(get(url)))).toBe('unavailable');
  });
});

describe('redirects', () => {
  const hops = async (): Promise<{ readonly first: string; readonly second: string; readonly seen: IncomingMessage[] }> => {
    const seen: IncomingMessage[] = [];
    const second = await listen((request, response) => {
      seen.push(request);
      response.end('second');
    });
    const first = await listen((request, response) => {
      if (request.url === '/loop') response.writeHead(302, { location: '/loop' }).end();
      else if (request.url === '/same') response.writeHead(307, { location: '/end' }).end();
      else if (request.url === '/inside') response.writeHead(302, { location: 'http://10.0.0.1/' }).end();
      else if (request.url === '/end') {
        seen.push(request);
        response.end('first');
      } else response.writeHead(307, { location: `${second}/x` }).end();
    });
    return { first, second, seen };
  };
  const headers = { Authorization: 'Bearer secret', Cookie: 'a=b', 'X-Api-Key': 'secret', Range: 'bytes=5-' };

  it('are returned as they are unless asked for', async () => {
    const { first } = await hops();
    expect((await createEgress(open).send(get(`${first}/away`))).status).toBe(307);
    expect((await createEgress(open).send(get(`${first}/away`, { method: 'POST', maxRedirects: 3 }))).status).toBe(307);
  });

  it('keep credentials on one origin and drop all of them on another', async () => {
    const { first, seen } = await hops();
    const egress = createEgress(open);
    expect(await text((await egress.send(get(`${first}/same`, { headers, maxRedirects: 3 }))).body)).toBe('first');
    expect(seen[0]?.headers['authorization']).toBe('Bearer secret');
    const away = await egress.send(get(`${first}/away`, { headers, maxRedirects: 3 }));
    expect([await text(away.body), away.url.endsWith('/x')]).toEqual(['second', true]);
    const { authorization, cookie, range, ...rest } = seen[1]?.headers ?? {};
    expect([authorization, cookie, range, rest['x-api-key']]).toEqual([undefined, undefined, 'bytes=5-', undefined]);
  });

  it('check every hop and end', async () => {
    const { first } = await hops();
    expect(await outcome(createEgress(open).send(get(`${first}/inside`, { maxRedirects: 3 })))).toBe('egress-refused');
    expect(await outcome(createEgress(open).send(get(`${first}/loop`, { maxRedirects: 3 })))).toBe('unavailable');
  });
});
