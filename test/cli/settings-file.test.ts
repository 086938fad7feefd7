import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundle } from './bundle.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'plimsoll-settings-'));
  mkdirSync(join(root, '.git'));
  mkdirSync(join(root, 'deploy', 'web'), { recursive: true });
  mkdirSync(join(root, 'policies'));
  writeFileSync(
    join(root, 'deploy', 'web', 'pod.yaml'),
    'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { containers: [{ name: a, image: "a:1" }] }\n',
  );
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const settings = (text: string, folder = '.') => writeFileSync(join(root, folder, '.plimsoll.yaml'), text);
const check = async (words: readonly string[] = [], env: NodeJS.ProcessEnv = {}) => {
  const file = resolve(await bundle());
  const all = [file, 'check', 'pod.yaml', '--format', 'json', ...words];
  const { status, stdout, stderr } = spawnSync(process.execPath, all, {
    cwd: join(root, 'deploy', 'web'),
    encoding: 'utf8',
    env: { ...process.env, PLIMSOLL_ADVISORIES: '/nonexistent', ...env },
  });
  return { status, stderr, policy: stdout === '' ? null : JSON.parse(stdout).policy.name };
};

describe('.plimsoll.yaml', () => {
  it('is found upward and settles what the command line leaves open', async () => {
    settings('policy: baseline\nfail-on: warn\n');
    expect(await check()).toEqual({ status: 0, policy: 'baseline', stderr: 'plimsoll: --policy, --fail-on from ../../.plimsoll.yaml\n' });
    expect(await check(['--policy', 'restricted'])).toMatchObject({ status: 1, policy: 'restricted' });
    expect((await check(['--quiet'])).stderr).toBe('');
  });

  it('names a policy file from where it lies itself', async () => {
    writeFileSync(
      join(root, 'policies', 'team.yaml'),
      'apiVersion: plimsoll.dev/v1\nkind: Policy\nmetadata: { name: team }\nspec: { rules: [{ rule: image-digest, effect: deny }] }\n',
    );
    settings('policy: policies/team.yaml\n');
    expect(await check()).toMatchObject({ status: 1, policy: 'team' });
  });

  it('leaves to a server what it knows by name alone', async () => {
    settings('policy: ./policies/team.yaml\nrules: all\nenvironment: production\n');
    const { status, stderr } = await check(['--server', 'http://127.0.0.1:1'], { PLIMSOLL_TOKEN: 'x' });
    expect(stderr).toContain('--environment from');
    // Nobody answers there; but nothing was refused for what the file says.
    expect([status, stderr]).toEqual([3, expect.not.stringContaining('not with --server')]);
  });

  it('the nearest one counts, and none beyond the repository', async () => {
    settings('policy: restricted\n');
    settings('policy: baseline\n', 'deploy');
    expect(await check()).toMatchObject({ policy: 'baseline' });
    rmSync(join(root, 'deploy', '.plimsoll.yaml'));
    mkdirSync(join(root, 'deploy', '.git'));
    expect(await check()).toMatchObject({ policy: 'starter', stderr: '' });
  });

  it('can be named or switched off', async () => {
    settings('policy: restricted\n');
    writeFileSync(join(root, 'other.yaml'), 'policy: baseline\n');
    expect(await check([], { PLIMSOLL_CONFIG: join(root, 'other.yaml') })).toMatchObject({ policy: 'baseline' });
    expect(await check([], { PLIMSOLL_CONFIG: '' })).toMatchObject({ policy: 'starter' });
  });

  it.each([
    ['polcy: baseline\n', 'did you mean policy?'],
    ['fail-on: never\n', 'warn, deny'],
    ['server: https://example.com\n', 'server'],
    ['- policy\n', '.plimsoll.yaml'],
    ['policy: [\n', '.plimsoll.yaml:'],
  ])('says what is wrong in %j', async (text, told) => {
    settings(text);
    expect(await check()).toMatchObject({ status: 2, policy: null, stderr: expect.stringContaining(told) });
  });
});
