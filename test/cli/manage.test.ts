import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plimsoll, type Service, startService } from './bundle.ts';

let home = '';
let service: Service;
let env: NodeJS.ProcessEnv = {};
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'plimsoll-manage-'));
  service = await startService({ PLIMSOLL_HOME: home, PLIMSOLL_ADMIN_KEY: 'fixed' });
  const [, address = ''] = await service.output(/listening on (http:\/\/\S+)/);
  env = { PLIMSOLL_URL: address, PLIMSOLL_TOKEN: 'fixed' };
});
afterAll(async () => {
  await service.stop();
  rmSync(home, { recursive: true, force: true });
});

const run = (...words: readonly string[]) => plimsoll(words, { env });
const json = async (...words: readonly string[]) => {
  const { stdout, stderr, status } = await run(...words, '--format', 'json');
  expect([status, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
};

describe('a server managed by the command', () => {
  it('waivers are made, listed and ended; a mistake is told with its place', async () => {
    const made = await json('waiver', 'create', '--rule', 'CVE-2026-1', '--reason', 'not reached', '--expires', '2099-01-01');
    expect(made).toMatchObject({ state: 'active', scope: { rule: 'CVE-2026-1' }, expiresAt: '2099-01-01T00:00:00.000Z' });
    expect((await run('waiver', 'list', '--state', 'active')).stdout).toContain(made.id);
    expect(await json('waiver', 'revoke', made.id)).toMatchObject({ state: 'revoked' });
    expect((await run('waiver', 'list', '--state', 'active')).stdout).not.toContain(made.id);
    expect(await json('waiver', 'show', made.id)).toMatchObject({ reason: 'not reached' });
    const wrong = await run('waiver', 'create', '--rule', 'run-as-nonroot', '--reason', 'r');
    expect(wrong).toMatchObject({ status: 2, stderr: expect.stringContaining('did you mean run-as-non-root?') });
  });

  it('webhooks are made, tested, given a new secret, looked into and removed', async () => {
    const made = await json('webhook', 'create', 'https://hooks.example.com/a', '--events', 'verdict.denied', '--repository', 'a/**');
    expect(made).toMatchObject({
      events: ['verdict.denied'],
      filter: { repositories: ['a/**'] },
      secret: expect.stringMatching(/^whsec_/),
    });
    const delivery = await json('webhook', 'test', made.id);
    expect((await run('webhook', 'deliveries', made.id)).stdout).toContain(delivery.id);
    const rotated = await json('webhook', 'rotate', made.id, '--keep', '3600');
    expect(rotated.secret).not.toBe(made.secret);
    expect((await run('webhook', 'replay', made.id, '--since', '2026-01-01T00:00:00Z')).status).toBe(0);
    expect((await run('webhook', 'replay', made.id)).status).toBe(2);
    expect((await run('webhook', 'list')).stdout).toContain(made.id);
    expect((await run('webhook', 'remove', made.id)).status).toBe(0);
    expect(await run('webhook', 'show', made.id)).toMatchObject({ status: 2, stdout: '' });
  });

  it('keys are made, may do what was said and no more, and end', async () => {
    const made = await json('key', 'create', '--name', 'ci', '--scope', 'waiver:read', 'gate:read', '--per-minute', '1000');
    expect(made).toMatchObject({ scopes: ['waiver:read', 'gate:read'], requestsPerMinute: 1000, token: expect.stringMatching(/^plim_/) });
    const asCi = (...words: readonly string[]) => plimsoll(words, { env: { ...env, PLIMSOLL_TOKEN: made.token } });
    expect((await asCi('waiver', 'list')).status).toBe(0);
    expect(await asCi('key', 'list')).toMatchObject({ status: 2, stderr: expect.stringContaining('key:read') });
    expect((await run('key', 'list')).stdout).toContain(made.id);
    expect((await run('key', 'revoke', made.id)).status).toBe(0);
    expect((await asCi('waiver', 'list')).status).toBe(2);
  });

  it('what runs is told, and two verdicts are compared', async () => {
    const image = `registry.example/web@sha256:${'1'.repeat(64)}`;
    const told = await json('deployed', image, '--environment', 'production', '--service', 'shop', '--revision', 'r1');
    expect(told).toMatchObject({ environment: 'production', service: 'shop', revision: 'r1', subjects: [{ kind: 'image' }] });
    const tag = await run('deployed', 'registry.example/web:1', '--environment', 'production');
    expect(tag).toMatchObject({ status: 2, stderr: expect.stringContaining('name the image by its digest') });

    const judged = async (folder: string) => {
      const { stdout } = await run('scan', folder, '--format', 'json');
      return JSON.parse(stdout);
    };
    const many = await run('scan', 'examples/shop/Dockerfile', 'examples/shop-fixed/Dockerfile');
    expect(many).toMatchObject({ status: 2, stderr: expect.stringContaining('one Dockerfile') });
    await judged('examples/shop-fixed');
    await judged('examples/shop');
    const listed = await fetch(`${env['PLIMSOLL_URL']}/v1/verdicts`, { headers: { authorization: 'Bearer fixed' } });
    const page = JSON.parse(await listed.text());
    const [newer, older] = page.items;
    const worse = await run('diff', older.id, newer.id);
    expect(worse.status).toBe(1);
    expect(worse.stdout).toMatch(/^allow -> deny: .*introduced/);
    expect((await run('diff', newer.id, newer.id)).status).toBe(0);
    const asked = await run('gate', newer.subjects[0].digest, '--environment', 'production', '--only-if-worse', '--service', 'shop');
    expect(asked).toMatchObject({ status: 1, stdout: expect.stringContaining('running-unknown') });
    const replayed = await run('replay', 'restricted', '--judged-by', '*', '--since', '1d');
    expect(replayed).toMatchObject({ status: 0, stdout: expect.stringContaining('| deny | deny | 1 |') });
    const file = join(home, 'strict.yaml');
    writeFileSync(
      file,
      'apiVersion: plimsoll.dev/v1\nkind: Policy\nmetadata: { name: strict }\nspec: { rules: [{ rule: anti-affinity, effect: deny }] }\n',
    );
    expect(await run('replay', file, '--judged-by', '*')).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('| anti-affinity |'),
    });
    expect((await run('gate', newer.subjects[0].digest, '--dry-run')).status).toBe(0);
    expect((await run('gate', newer.subjects[0].digest, '--break-glass', 'the shop is down', '--ticket', 'INC-1')).status).toBe(0);
  });
});
