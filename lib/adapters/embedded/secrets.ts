import { createHash, randomUUID } from 'node:crypto';
import { chmod, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject, type Json, stringAt } from '../../model/json.ts';
import type { Secrets } from '../../ports/secrets.ts';
import { checkSecretName, checkSecretValue } from '../../store/secret.ts';

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** A file for each secret, readable by its owner alone. Named by hash: some file systems fold case, and names have slashes. */
export const fileSecrets = async (folder: string): Promise<Secrets> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  const pathOf = (name: string): string => {
    checkSecretName(name);
    return join(folder, `${createHash('sha256').update(name).digest('hex')}.json`);
  };
  return {
    get: async (name) => {
      try {
        const content: Json = JSON.parse(await readFile(pathOf(name), 'utf8'));
        return isObject(content) ? stringAt(content, 'value') : undefined;
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    // Written aside and renamed: a reader sees the old value or the new one, never half of it.
    put: async (name, value) => {
      checkSecretValue(value);
      const path = pathOf(name);
      const aside = `${path}.${randomUUID()}`;
      try {
        await writeOwn(aside, JSON.stringify({ name, value }));
        await rename(aside, path);
      } catch (error) {
        await rm(aside, { force: true });
        throw error;
      }
    },
    delete: async (name) => rm(pathOf(name), { force: true }),
  };
};

const writeOwn = async (path: string, content: string): Promise<void> => {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
};
