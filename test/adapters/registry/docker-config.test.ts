import { chmod, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dockerConfigCredentials } from '../../../lib/adapters/registry/distribution/docker-config.ts';
import { temporaryFolder } from '../../fixtures/registry/store.ts';
import { codeOf } from './registry.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await folder.remove();
});

const asked = async (config: unknown, registry: string) => {
  const path = join(folder.path, 'config.json');
  await writeFile(path, typeof config === 'string' ? config : JSON.stringify(config));
  return dockerConfigCredentials(path)(registry);
};
const auth = (text: string): { auth: string } => ({ auth: Buffer.from(text).toString('base64') });
const me = { kind: 'basic', username: 'me', password: 'a:b' };

describe('what a docker config.json stores', () => {
  it.each<[string, unknown, string, unknown]>([
    ['by host', { auths: { 'r.test': auth('me:a:b') } }, 'r.test', me],
    ['by address', { auths: { 'https://r.test/v2/': auth('me:a:b') } }, 'r.test', me],
    ['with a port', { auths: { 'r.test:5000': auth('me:a:b') } }, 'r.test:5000', me],
    ['not for another port', { auths: { 'r.test:5000': auth('me:a:b') } }, 'r.test', undefined],
    ['not for another host', { auths: { 'r.test': auth('me:a:b') } }, 'evil-r.test', undefined],
    ['for Docker Hub', { auths: { 'https://index.docker.io/v1/': auth('me:a:b') } }, 'docker.io', me],
    ['in the clear', { auths: { 'r.test': { username: 'me', password: 'a:b' } } }, 'r.test', me],
    [
      'as an identity token',
      { auths: { 'r.test': { ...auth('me:x'), identitytoken: 'i' } } },
      'r.test',
      { kind: 'identity-token', token: 'i' },
    ],
    ['as a registry token', { auths: { 'r.test': { registrytoken: 't' } } }, 'r.test', { kind: 'bearer', token: 't' }],
    ['as an empty entry', { auths: { 'r.test': {} } }, 'r.test', undefined],
    ['as nonsense', { auths: { 'r.test': { auth: '%%%' } } }, 'r.test', undefined],
    ['as a list', { auths: [] }, 'r.test', undefined],
    ['under a prototype', '{"auths":{"__proto__":{"registrytoken":"t"}}}', 'toString', undefined],
  ])('%s', async (_name, config, registry, expected) => {
    expect(await asked(config, registry)).toEqual(expected);
  });

  it('may be absent, and must be JSON', async () => {
    expect(await dockerConfigCredentials(join(folder.path, 'none.json'))('r.test')).toBeUndefined();
    expect(await codeOf(asked('nonsense', 'r.test'))).toBe('registry-unauthorized');
  });
});

describe('a credential helper', () => {
  const helper = async (name: string, script: string): Promise<void> => {
    const path = join(folder.path, `docker-credential-${name}`);
    await writeFile(path, `#!/bin/sh\n${script}\n`);
    await chmod(path, 0o755);
    vi.stubEnv('PATH', `${folder.path}${delimiter}${process.env['PATH']}`);
  };

  it('is asked by its registry', async () => {
    await helper('ecr', 'read server; printf \'{"ServerURL":"%s","Username":"AWS","Secret":"%s"}\' "$server" "$1-$server"');
    const config = { credHelpers: { 'r.test': 'ecr' }, auths: { 'r.test': auth('me:a:b') } };
    expect(await asked(config, 'r.test')).toEqual({ kind: 'basic', username: 'AWS', password: 'get-r.test' });
    expect(await asked(config, 'other.test')).toBeUndefined();
  });

  it('for all is asked for all, and gives identity tokens', async () => {
    await helper('store', 'printf \'{"Username":"<token>","Secret":"i"}\'');
    expect(await asked({ credsStore: 'store' }, 'docker.io')).toEqual({ kind: 'identity-token', token: 'i' });
  });

  it('that knows nothing leaves what is stored', async () => {
    await helper('store', 'echo "credentials not found in native keychain"; exit 1');
    expect(await asked({ credsStore: 'store', auths: { 'r.test': auth('me:a:b') } }, 'r.test')).toEqual(me);
  });

  it.each<[string, string, unknown]>([
    ['that is missing', 'exit 0', { credsStore: 'none' }],
    ['that answers nonsense', 'echo nonsense', { credsStore: 'store' }],
    ['whose name is a path', 'echo', { credsStore: '../../bin/sh' }],
  ])('%s fails', async (_name, script, config) => {
    await helper('store', script);
    expect(await codeOf(asked(config, 'r.test'))).toBe('registry-unauthorized');
  });
});
