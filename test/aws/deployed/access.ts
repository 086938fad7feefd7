import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { secretsManager } from '../../../lib/adapters/aws/secrets.ts';
import { systemClock } from '../../../lib/adapters/embedded/clock.ts';
import { putImage } from '../../fixtures/registry/fake.ts';
import { until } from '../emulator/client.ts';
import { layerOf } from '../emulator/image.ts';
import type { Live } from './live.ts';

const basic = (password: string): string => `Basic ${Buffer.from(`robot:${password}`).toString('base64')}`;

export const access = (live: () => Live): void => {
  describe('a secret that is rotated', () => {
    it('of a registry is used at once, without a restart', async () => {
      const { locked, client } = live();
      let password = 'first';
      locked.misbehave.push(({ headers }, response) => {
        if (headers.authorization === basic(password)) return false;
        response.writeHead(401, { 'www-authenticate': 'Basic realm="locked"' }).end();
        return true;
      });
      const secrets = secretsManager({ clock: systemClock, prefix: 'plimsoll/test/' });
      const rotate = async (to: string): Promise<void> => {
        password = to;
        await secrets.put(`registry/${locked.host.replace(':', '/')}`, JSON.stringify({ username: 'robot', password: to }));
      };
      const scan = async (tag: string) => {
        putImage(locked, tag, { layers: [layerOf(tag)] });
        const { body } = await client.post('/v1/scans?wait=25', { image: `${locked.host}/app:${tag}` });
        return body;
      };
      await rotate('first');
      expect(await scan('one')).toMatchObject({ state: 'succeeded' });
      await rotate('second');
      expect(await scan('two')).toMatchObject({ state: 'succeeded' });
      const used = locked.requests.flatMap(({ headers }) => headers.authorization ?? []);
      // The function that was running has tried the old one, been refused and read the new one.
      expect([...new Set(used)]).toEqual([basic('first'), basic('second')]);
    });

    it('that signs webhooks signs the next one, beside the old one', async () => {
      const { client, receiver, webhook } = live();
      const headers = { 'if-match': '"v1"' };
      const rotated = await client.post(`/v1/webhooks/${webhook.id}/rotate`, { keepSeconds: 3_600 }, headers);
      expect(rotated.status).toBe(200);
      const { body } = await client.post('/v1/scans?wait=25', {
        manifests: [{ name: 'a.yaml', text: 'apiVersion: v1\nkind: Pod\nmetadata: { name: y }\n' }],
      });
      const hook = await until('its webhook', async () => receiver.received.find((one) => one.body.includes(String(body['id']))));
      const named = Object.fromEntries(Object.entries(hook.headers).map(([name, value]) => [name, String(value)]));
      for (const secret of [String(rotated.body['secret']), webhook.secret])
        expect(() => new Webhook(secret).verify(hook.body, named)).not.toThrow();
    });
  });

  it('a token of an issuer that is trusted is taken in place of a key, for what its rule allows', async () => {
    const { stack, issuer } = live();
    const ask = async (claims: { readonly [name: string]: string }, method = 'GET', path = '/v1/scans'): Promise<number> => {
      const headers = { authorization: `Bearer ${await issuer.token(claims)}`, 'content-type': 'application/json' };
      return (await fetch(`${stack.api}${path}`, { method, headers, ...(method === 'POST' && { body: '{}' }) })).status;
    };
    expect(await ask({ sub: 'repo:shop/api' })).toBe(200);
    expect(await ask({ sub: 'repo:evil/api' })).toBe(401);
    expect(await ask({ sub: 'repo:shop/api' }, 'POST')).toBe(403);
  });
};
