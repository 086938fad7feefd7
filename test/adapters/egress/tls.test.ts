import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEgress } from '../../../lib/adapters/egress/egress.ts';
import type { PurposeRules } from '../../../lib/adapters/egress/rules.ts';
import type { AppError } from '../../../lib/model/error.ts';

const pem = (name: string): string => readFileSync(new URL(`../../fixtures/registry/tls/${name}.pem`, import.meta.url), 'utf8');

let server: Server;
let port = 0;
beforeAll(async () => {
  server = createServer({ key: pem('key'), cert: pem('cert') }, (_request, response) => void response.end('trusted'));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const ask = (host: string, rules: PurposeRules): Promise<string> =>
  createEgress({
    purposes: { registry: { allow: ['127.0.0.1/32'], ...rules } },
    resolver: async () => [{ address: '127.0.0.1', family: 4 }],
  })
    .send({ method: 'GET', url: `https://${host}:${port}/`, timeoutMs: 5_000, purpose: 'registry' })
    .then(
      ({ body }) => text(body),
      (error: AppError) => error.code,
    );

it('trusts an authority for the host it was given for, and for no other', async () => {
  const authorities = [{ host: 'registry.test', pem: pem('cert') }];
  expect(await ask('registry.test', { authorities })).toBe('trusted');
  expect(await ask('localhost', { authorities })).toBe('unavailable');
  expect(await ask('registry.test', {})).toBe('unavailable');
});

it('checks the name in the certificate', async () => {
  expect(await ask('other.test', { authorities: [{ host: 'other.test', pem: pem('cert') }] })).toBe('unavailable');
});
