import { expect, it } from 'vitest';
import { bodyOf, openWorld } from './harness.ts';

it('logs no key, no Authorization header, no webhook secret and no text that was sent', async () => {
  const world = await openWorld({ egress: { send: () => Promise.reject(new Error('no network')) } });
  const tenant = await world.tenant();
  const made = await bodyOf(await tenant.send({ method: 'POST', path: '/v1/keys', json: { name: 'ci', scopes: ['key:read'] } }));
  const hook = await bodyOf(await tenant.send({ method: 'POST', path: '/v1/webhooks', json: { url: 'https://hooks.example.com/abcdef' } }));
  const password = 'hunter2-in-a-manifest';
  const manifests = `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {password: ${password}}\n`;
  await tenant.send({ method: 'POST', path: '/v1/scans', json: { manifests } });
  await tenant.send({ method: 'POST', path: '/v1/evaluate', json: { manifests } });
  // Where people paste keys by mistake: each of these must be answered, and none may be written down.
  const wrong = tenant.key.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'));
  await world.send({ path: '/v1/keys', key: wrong });
  await world.send({ path: '/v1/keys', headers: { authorization: `Basic ${Buffer.from(`a:${tenant.key}`).toString('base64')}` } });
  await world.send({ path: `/v1/keys/${tenant.key}`, key: tenant.key });
  await world.send({ path: `/v1/${tenant.key}` });
  await world.send({ path: `/v1/audit?actor=${tenant.key}`, key: tenant.key });
  await world.send({ path: `/v1/keys?key=${tenant.key}` });
  await world.send({ path: '/v1/keys', headers: { 'x-request-id': tenant.key } });
  await world.send({
    method: 'POST',
    path: '/v1/keys',
    key: tenant.key,
    body: `{"name": "${tenant.key}`,
    headers: { 'content-type': 'application/json' },
  });
  world.deps.table.query = () => Promise.reject(new Error('broken'));
  await world.send({ path: '/v1/keys', key: tenant.key });

  const log = world.lines.join('\n');
  expect(world.lines.length).toBeGreaterThan(12);
  for (const secret of [tenant.key, wrong, made.token, hook.secret, password]) {
    expect(log).not.toContain(secret);
    expect(log).not.toContain(Buffer.from(secret).toString('base64').slice(4, -4));
    expect(log).not.toContain(secret.slice(-20));
  }
  expect(log).toContain('broken');
});
