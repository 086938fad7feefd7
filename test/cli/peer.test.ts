import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fromPeer, proxiesOf } from '../../lib/cli/peer.ts';
import { startService } from './bundle.ts';

/** The address that the API is told of. */
const told = async (peer: string | undefined, forwarded: string | undefined, proxies = ''): Promise<string | undefined> => {
  let address: string | undefined;
  const fetch = fromPeer((_request, env) => {
    address = env.address;
    return new Response();
  }, proxiesOf(proxies));
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  await fetch(new Request('http://service/', { headers }), { incoming: { socket: { remoteAddress: peer } } });
  return address;
};

describe('where a request comes from', () => {
  it.each([
    ['the connection', '192.0.2.1', undefined, '', '192.0.2.1'],
    ['the connection, whatever a stranger writes', '192.0.2.1', '10.0.0.1', '', '192.0.2.1'],
    ['who stands before a proxy', '10.9.0.1', '192.0.2.1', '10.9.0.0/16', '192.0.2.1'],
    ['who stands before two', '::ffff:10.9.0.1', '192.0.2.1, 10.9.0.2', '10.9.0.0/16', '192.0.2.1'],
    ['the nearest that is not trusted', '10.9.0.1', '10.0.0.1, 192.0.2.1', '10.9.0.0/16', '192.0.2.1'],
    ['nobody, when it cannot be told', '10.9.0.1', 'unknown', '10.9.0.0/16', undefined],
    ['nobody, when the proxy does not say', '10.9.0.1', undefined, '10.9.0.0/16', undefined],
    ['nobody without a connection', undefined, '10.0.0.1', '', undefined],
  ])('is %s', async (_what, peer, forwarded, proxies, expected) => {
    expect(await told(peer, forwarded, proxies)).toBe(expected);
  });

  it('refuses what is no network', () => {
    expect(() => proxiesOf('10.0.0.0/8, proxy')).toThrow(expect.objectContaining({ code: 'invalid-request' }));
  });

  it('is known to the running service, whose connections outlive those of a load balancer', async () => {
    const home = mkdtempSync(join(tmpdir(), 'plimsoll-peer-'));
    const service = await startService({ PLIMSOLL_HOME: home, PLIMSOLL_ADMIN_KEY: 'fixed', PLIMSOLL_PROXIES: '127.0.0.1' });
    const [, url = ''] = await service.output(/listening on (http:\/\/\S+)/);
    const ask = (token: string, forwarded: string, body?: object) =>
      fetch(`${url}/v1/keys`, {
        method: body ? 'POST' : 'GET',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'x-forwarded-for': forwarded },
        ...(body && { body: JSON.stringify(body) }),
      });
    const made = JSON.parse(
      await (await ask('fixed', '192.0.2.1', { name: 'a', scopes: ['key:read'], allowedFrom: ['10.0.0.0/8'] })).text(),
    );
    const kept = (await fetch(`${url}/livez`)).headers.get('keep-alive');
    const statuses = [(await ask(made.token, '10.0.0.1')).status, (await ask(made.token, '192.0.2.1')).status];
    await service.stop();
    rmSync(home, { recursive: true, force: true });
    expect(statuses).toEqual([200, 401]);
    expect(kept).toBe('timeout=75');
  });
});
