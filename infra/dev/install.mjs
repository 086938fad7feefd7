// Installs what the lock file names when it is not there yet, so that a fresh clone needs one command.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

export const ensureInstalled = (packages, flags = []) => {
  if (packages.every((name) => existsSync(`node_modules/${name}/package.json`))) return;
  console.error('installing dependencies (once)');
  const { status } = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error', ...flags], {
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
};
