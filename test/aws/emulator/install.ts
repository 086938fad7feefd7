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

/** What the functions run on in AWS. Lambda's own build is another, of the same version. */
const nodeVersion = '24.21.0';

/** The folder of that Node's program, from npm; '' where npm has none for this machine, whose own Node has to do then. */
export const installNode = (): string => {
  const name = `node-${process.platform}-${process.arch}`;
  const home = '.cache/node-24';
  const bin = join(process.cwd(), home, 'node_modules', name, 'bin');
  if (process.platform !== 'linux' || existsSync(join(bin, 'node'))) return process.platform === 'linux' ? bin : '';
  run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error', '--prefix', home, `${name}@${nodeVersion}`]);
  return bin;
};

const run = (command: string, parameters: string[]): void => {
  const { status, stderr } = spawnSync(command, parameters, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${parameters.join(' ')}: ${stderr}`);
};
