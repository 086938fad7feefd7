import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEgress, type EgressOptions } from '../../../lib/adapters/egress/egress.ts';
import type { PurposeRules } from '../../../lib/adapters/egress/rules.ts';
import type { AppError } from '../../../lib/model/error.ts';

const purposes = ['registry', 'webhook', 'identity'] as const;
// Plain http to anything, so that nothing but the address can be why it is refused.
const plainEverywhere: PurposeRules = { insecure: ['0.0.0.0/0', '::/0', 'localhost', '*.test'] };

const rows = (title: string): readonly (readonly [string, string])[] => {
  const [, table = ''] =
    new RegExp(`\\| ${title} \\| written as \\|\\n\\|---\\|---\\|\\n((?:\\|.*\\n)+)`).exec(readFileSync('docs/egress.md', 'utf8')) ?? [];
  return table.split('\n').flatMap((line) => {
    const [, what = '', forms = ''] = /^\| (.+?) \| (.+) \|$/.exec(line) ?? [];
    return [...forms.matchAll(/`([^`]+)`/g)].map(([, form = '']) => [what, form] as const);
  });
};

let server: Server;
let connections = 0;
beforeAll(async () => {
  server = createServer((_request, response) => void response.end('inside'));
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((done) => server.once('error', () => server.listen(0, '0.0.0.0', done)).listen(0, '::', done));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const answers = async (url: string, rules: PurposeRules): Promise<readonly string[]> => {
  const resolver: NonNullable<EgressOptions['resolver']> = async (host) => {
    if (host.toLowerCase() === 'localhost') return [{ address: '127.0.0.1', family: 4 }];
    throw new Error(`${host} was resolved`);
  };
  return Promise.all(
    purposes.map((purpose) =>
      createEgress({ purposes: { [purpose]: rules }, resolver })
        .send({ method: 'GET', url, timeoutMs: 2_000, purpose })
        .then(
          () => 'answered',
          (error: AppError) => error.code,
        ),
    ),
  );
};

describe('docs/egress.md', () => {
  const hosts = rows('refused as');
  const forms = rows('refused for its form');

  it('has its tables', () => {
    expect(hosts.length).toBeGreaterThan(50);
    expect(forms.length).toBeGreaterThan(8);
  });

  it.each(hosts)('%s: %s is refused, for all purposes, and nothing is connected', async (_what, host) => {
    const { port } = server.address() as AddressInfo;
    expect(await answers(`http://${host}:${port}/`, plainEverywhere)).toEqual(purposes.map(() => 'egress-refused'));
    expect(connections).toBe(0);
  });

  it.each(forms)('%s: %s is refused before a name is resolved', async (_what, url) => {
    expect(await answers(url, {})).toEqual(purposes.map(() => 'egress-refused'));
  });

  it('a listener is there to be reached by who may', async () => {
    const { port } = server.address() as AddressInfo;
    expect(await answers(`http://127.0.0.1:${port}/`, { ...plainEverywhere, allow: ['127.0.0.1'] })).toEqual(
      purposes.map(() => 'answered'),
    );
    expect(connections).toBeGreaterThan(0);
  });
});
