import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isPublic, unmapped } from '../../../lib/adapters/egress/address.ts';
import { createEgress, type EgressOptions } from '../../../lib/adapters/egress/egress.ts';
import { compileRules, type PurposeRules } from '../../../lib/adapters/egress/rules.ts';
import type { AppError } from '../../../lib/model/error.ts';

let server: Server;
let port = 0;
let connections = 0;

beforeAll(async () => {
  server = createServer((_request, response) => void response.end('inside'));
  server.on('connection', () => {
    connections += 1;
  });
  // Every address of this machine, over both protocols where there are two: whatever gets through is seen.
  await new Promise<void>((done) => server.once('error', () => server.listen(0, '0.0.0.0', done)).listen(0, '::', done));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const plainEverywhere: PurposeRules = { insecure: ['0.0.0.0/0', '::/0', 'localhost', '*.test', 'inside.test'] };
const outcome = (options: EgressOptions, url: string, purpose: 'registry' | 'webhook' = 'webhook'): Promise<string> =>
  createEgress(options)
    .send({ method: 'GET', url, timeoutMs: 2_000, purpose })
    .then(
      async ({ body }) => await text(body),
      (error: AppError) => error.code,
    );

describe('an address of this machine or network', () => {
  const hosts = [
    '127.0.0.1',
    '127.1',
    '127.255.255.254',
    '2130706433',
    '017700000001',
    '0x7f000001',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '127.0.0.1.',
    '１２７.0.0.1',
    '①②⑦.⓪.⓪.①',
    '%31%32%37.0.0.1',
    'localhost',
    'LOCALHOST',
    '0',
    '0.0.0.0',
    '[::]',
    '[::1]',
    '[0:0:0:0:0:0:0:1]',
    '[::127.0.0.1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::ffff:0:127.0.0.1]',
    '[64:ff9b::127.0.0.1]',
    '[64:ff9b:1::7f00:1]',
    '[2002:7f00:1::]',
    '[2001:0:7f00:1::1]',
    '[2001:db8::1]',
    '[fe80::1]',
    '[fec0::1]',
    '[fc00::1]',
    '[fd00:ec2::254]',
    '[ff02::1]',
    '10.0.0.1',
    '100.64.0.1',
    '100.100.100.200',
    '168.63.129.16',
    '169.254.169.254',
    '169.254.170.2',
    '[::ffff:169.254.169.254]',
    '[::ffff:a9fe:a9fe]',
    '2852039166',
    '0xA9FEA9FE',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.192',
    '192.0.2.1',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
  ];
  it.each(hosts)('%s is refused, whoever asks, and nothing is sent', async (host) => {
    const before = connections;
    for (const purpose of ['registry', 'webhook'] as const) {
      const options = { purposes: { [purpose]: plainEverywhere } };
      expect(await outcome(options, `http://${host}:${port}/`, purpose)).toBe('egress-refused');
    }
    expect(connections).toBe(before);
  });

  // Whether a resolver knows the absolute form differs; none may get through.
  it('localhost. is never reached', async () => {
    expect(await outcome({ purposes: { webhook: plainEverywhere } }, `http://localhost.:${port}/`)).toMatch(
      /^(egress-refused|unavailable)$/,
    );
  });

  it.each([
    'https://user@example.com/',
    'https://user:secret@example.com/',
    'http://example.com/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'data:text/plain,x',
    'https://example.com:22/',
    'https://example.com:25/',
    'https://example.com:6379/',
    'not an address',
  ])('%s is refused for its form', async (url) => {
    const resolver = (): never => {
      throw new Error('a name was resolved');
    };
    expect(await outcome({ resolver }, url)).toBe('egress-refused');
  });
});

describe('a name', () => {
  const resolvesTo =
    (addresses: readonly string[]): NonNullable<EgressOptions['resolver']> =>
    async () =>
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  const url = (): string => `http://inside.test:${port}/`;

  it.each([
    [['127.0.0.1']],
    [['93.184.216.34', '127.0.0.1']],
    [['::ffff:127.0.0.1']],
    [['2606:2800:220:1:248:1893:25c8:1946', 'fd00::1']],
    [['fe80::1%lo']],
    [['127.0.0.1%lo']],
    [['nonsense']],
  ])('that resolves to %j is refused', async (addresses) => {
    const before = connections;
    expect(await outcome({ purposes: { webhook: plainEverywhere }, resolver: resolvesTo(addresses) }, url())).toBe('egress-refused');
    expect(connections).toBe(before);
  });

  it('that resolves to nothing is unavailable', async () => {
    expect(await outcome({ purposes: { webhook: plainEverywhere }, resolver: resolvesTo([]) }, url())).toBe('unavailable');
  });

  it('is resolved once, and the connection goes to the address that was checked', async () => {
    let asked = 0;
    const rebinding: EgressOptions['resolver'] = async () => {
      asked += 1;
      return [{ address: asked === 1 ? '127.0.0.1' : '127.0.0.2', family: 4 }];
    };
    const options: EgressOptions = { purposes: { webhook: { ...plainEverywhere, allow: ['127.0.0.1'] } }, resolver: rebinding };
    expect(await outcome(options, url())).toBe('inside');
    expect(asked).toBe(1);
    expect(await outcome(options, url())).toBe('egress-refused');
  });

  it('does not reach over a kept connection what its purpose may not', async () => {
    const purposes = { registry: { ...plainEverywhere, allow: ['inside.test'] }, webhook: plainEverywhere };
    const egress = createEgress({ purposes, resolver: resolvesTo(['127.0.0.1']) });
    const send = (purpose: 'registry' | 'webhook') => egress.send({ method: 'GET', url: url(), timeoutMs: 2_000, purpose });
    const before = connections;
    await text((await send('registry')).body);
    await text((await send('registry')).body);
    expect(connections - before).toBe(1);
    await expect(send('webhook')).rejects.toMatchObject({ code: 'egress-refused' });
  });
});

describe('rules of an administrator', () => {
  const reaches = (allow: readonly string[], host: string, at: number, address: string): boolean =>
    compileRules({ allow }).mayReach({ host, port: at }, address);

  it.each([
    [['registry.corp'], 'registry.corp', 443, '10.1.1.1', true],
    [['registry.corp'], 'other.corp', 443, '10.1.1.1', false],
    [['registry.corp:5000'], 'registry.corp', 5000, '10.1.1.1', true],
    [['registry.corp:5000'], 'registry.corp', 443, '10.1.1.1', false],
    [['Registry.CORP'], 'registry.corp', 443, '10.1.1.1', true],
    [['*.corp'], 'a.b.corp', 443, '10.1.1.1', true],
    [['*.corp'], 'corp', 443, '10.1.1.1', false],
    [['*.corp'], 'evilcorp', 443, '10.1.1.1', false],
    [['10.0.0.0/8'], 'any.example', 443, '10.1.1.1', true],
    [['10.0.0.0/8'], 'any.example', 443, '::ffff:10.1.1.1', true],
    [['10.0.0.0/8'], 'any.example', 443, '11.0.0.1', true],
    [['10.0.0.0/8'], 'any.example', 443, '192.168.0.1', false],
    [['10.1.1.1'], '10.1.1.1', 443, '10.1.1.1', true],
    [['127.0.0.1:5000'], '127.0.0.1', 5000, '127.0.0.1', true],
    [['127.0.0.1:5000'], '127.0.0.1', 5001, '127.0.0.1', false],
    [['[::1]:5000'], '::1', 5000, '::1', true],
    [['::1'], '::1', 5000, '::1', true],
    [['fd00::/8'], 'any.example', 443, 'fd12::1', true],
    [['0.0.0.0/0', '::/0'], 'any.example', 443, '169.254.169.254', false],
    [['169.254.0.0/16'], 'any.example', 443, '169.254.169.254', false],
    [['*.corp', 'fd00::/8'], 'metadata.corp', 443, 'fd00:ec2::254', false],
    [['169.254.169.254'], '169.254.169.254', 80, '169.254.169.254', true],
    [['169.254.169.254/32'], 'any.example', 80, '::ffff:169.254.169.254', true],
  ])('%j: %s:%d at %s is reached: %s', (allow, host, at, address, expected) => {
    expect(reaches(allow, host, at, address)).toBe(expected);
  });

  it.each(['', 'a b', 'http://x', 'x/y', '10.0.0.0/33', '10.0.0.0/8/8', 'x:port', '*.', 'user@x'])('%j is refused as an entry', (entry) => {
    expect(() => compileRules({ allow: [entry] })).toThrow(expect.objectContaining({ code: 'invalid-request' }));
  });

  it('open a low port only for a host that they name', async () => {
    const resolver = async () => [{ address: '127.0.0.1', family: 4 }];
    const by = (allow: string): Promise<string> =>
      outcome({ resolver, purposes: { webhook: { allow: [allow] } } }, 'https://inside.test:1/');
    expect(await by('127.0.0.0/8')).toBe('egress-refused');
    expect(await by('inside.test')).toBe('unavailable');
  });
});

describe('addresses', () => {
  it.each(['1.1.1.1', '93.184.216.34', '172.32.0.1', '100.128.0.1', '192.0.1.1', '2606:4700::1', '2a00:1450::1', '2001:4860:4860::8888'])(
    '%s is public',
    (address) => expect(isPublic(address)).toBe(true),
  );

  it.each([
    ['::ffff:7f00:1', '127.0.0.1'],
    ['::ffff:1.2.3.4', '1.2.3.4'],
    ['::ffff:0.0.0.1', '0.0.0.1'],
    ['::1', '::1'],
    ['8.8.8.8', '8.8.8.8'],
  ])('%s stands for %s', (address, expected) => expect(unmapped(address)).toBe(expected));
});
