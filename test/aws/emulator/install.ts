import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = '.cache/aws-emulators';
const requirements = 'test/aws/emulator/requirements.txt';

/** A private Python environment under `.cache/`, made once for each state of the pins. */
export const installEmulators = (): string => {
  const mark = join(folder, 'installed');
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  const bin = join(folder, 'bin');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return bin;
  run('python3', ['-m', 'venv', folder]);
  run(join(bin, 'pip'), ['install', '--quiet', '--disable-pip-version-check', '-r', requirements]);
  writeFileSync(mark, wanted);
  return bin;
};

const run = (command: string, parameters: string[]): void => {
  const { status, stderr } = spawnSync(command, parameters, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${parameters.join(' ')}: ${stderr}`);
};
