import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fileSecrets } from '../../../lib/adapters/embedded/secrets.ts';
import { secretsContract } from '../../contract/secrets.ts';

const inFolder = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-secrets-'));
  return { folder, secrets: await fileSecrets(join(folder, 'secrets')), close: () => rm(folder, { recursive: true }) };
};

secretsContract('files', inFolder);

it('lets only the owner read, and leaves nothing else behind', async () => {
  const { folder, secrets, close } = await inFolder();
  await secrets.put('registry/docker.io', 'hunter2');
  await secrets.put('registry/docker.io', 'hunter3');
  const files = await readdir(join(folder, 'secrets'));
  expect(files).toHaveLength(1);
  expect(files.join()).not.toMatch(/registry|hunter/);
  const modes = await Promise.all(['secrets', `secrets/${files[0]}`].map(async (path) => (await stat(join(folder, path))).mode & 0o777));
  expect(modes).toEqual([0o700, 0o600]);
  await close();
});
