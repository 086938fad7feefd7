import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { coldMs } from './cold.ts';
import type { Figure } from './evaluate.ts';

/** The built command as a process that starts: one that does nothing, and one that judges the example by every rule. */
export const startFigures = async (): Promise<readonly Figure[]> => {
  mkdirSync('.cache', { recursive: true });
  // Below the project, where the packages that stay outside the bundle are found.
  const folder = mkdtempSync('.cache/bench-');
  try {
    const { status, stderr } = spawnSync(process.execPath, ['infra/dev/build.mjs', folder], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    const command = join(folder, 'plimsoll.mjs');
    const version = coldMs([command, '--version']);
    const check = coldMs([command, 'check', 'examples/shop', '--rules', 'all'], [1]);
    return [figure('command-start', version, 150), figure('command-check', check, 250)];
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const figure = (name: string, { bare, loaded }: ReturnType<typeof coldMs>, goalMs: number): Figure => ({
  name,
  value: loaded,
  unit: 'ms',
  against: `goal ${goalMs} ms; bare node ${bare.toFixed(0)} ms`,
  ratio: goalMs / loaded,
});
