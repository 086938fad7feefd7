import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, ready, stopped } from '../aws/emulator/process.ts';

const folder = '.cache/localstack';
const requirements = 'test/localstack/requirements.txt';

/** A Python that LocalStack runs on: 3.13 or newer. Undefined where there is none; the suite says so and ends. */
const newPython = (): string | undefined => {
  const versions = join(homedir(), '.pyenv', 'versions');
  const managed = existsSync(versions) ? readdirSync(versions).map((version) => join(versions, version, 'bin', 'python')) : [];
  return ['python3.13', 'python3', ...managed].find((command) => {
    const { stdout } = spawnSync(command, ['-c', 'import sys; print(sys.version_info >= (3, 13))'], { encoding: 'utf8' });
    return stdout?.trim() === 'True';
  });
};

const install = (python: string): void => {
  const mark = join(folder, 'installed');
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return;
  run(python, ['-m', 'venv', folder]);
  run(join(folder, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', '-r', requirements]);
  writeFileSync(mark, wanted);
};

const run = (command: string, parameters: string[]): void => {
  const { status, stderr } = spawnSync(command, parameters, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${parameters.join(' ')}: ${stderr}`);
};

/** For vitest: LocalStack runs for as long as the tests do. */
export const setup = async (): Promise<() => Promise<void>> => {
  const python = newPython();
  if (python === undefined) {
    process.stderr.write('LocalStack needs Python 3.13 or newer, which is not here: its tests are not run\n');
    process.exit(0);
  }
  install(python);
  const files = mkdtempSync(join(tmpdir(), 'plimsoll-localstack-'));
  const address = `127.0.0.1:${await freePort()}`;
  const log = join(files, 'log');
  const clock = join(files, 'clock');
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://${address}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    EMULATOR_CLOCK: clock,
    LOCALSTACK: address,
  });
  const output = openSync(log, 'a');
  const { PATH, HOME } = process.env;
  const child = spawn(join(folder, 'bin', 'python'), ['test/localstack/server.py'], {
    stdio: ['ignore', output, output],
    // Not in a container of its own, with its files here, and nothing sent or fetched. Source: LocalStack documentation, configuration.
    env: {
      PATH,
      HOME,
      OVERRIDE_IN_DOCKER: '0',
      FILESYSTEM_ROOT: join(files, 'root'),
      GATEWAY_LISTEN: address,
      LOCALSTACK_HOST: address,
      SQS_ENDPOINT_STRATEGY: 'path',
      DNS_ADDRESS: '0',
      DISABLE_EVENTS: '1',
      SKIP_SSL_CERT_DOWNLOAD: '1',
      EMULATOR_CLOCK: clock,
    },
  });
  await ready(`http://${address}/_localstack/health`, child, log);
  return async () => {
    await stopped(child);
    rmSync(files, { recursive: true, force: true });
  };
};
