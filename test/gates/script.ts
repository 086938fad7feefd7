import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll } from 'vitest';
import { bundle, type Ran } from '../cli/bundle.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

export const scratch = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-gate-'));
  folders.push(folder);
  return folder;
};

export type Setting = { readonly env?: NodeJS.ProcessEnv; readonly input?: string | Uint8Array; readonly cwd?: string };

/** Runs a gate's own script with the command that the tests have built. */
export const run = async (command: string, words: readonly string[], { env, input = '', cwd }: Setting = {}): Promise<Ran> => {
  const { status, stdout, stderr } = spawnSync(command, words, {
    encoding: 'utf8',
    input,
    cwd,
    env: { ...process.env, PLIMSOLL_CLI: resolve(await bundle()), PLIMSOLL_ADVISORIES: '/nonexistent', ...env },
    maxBuffer: 64 * 1024 * 1024,
  });
  return { status, stdout, stderr };
};
