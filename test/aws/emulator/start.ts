import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { installEmulators, installNode } from './install.ts';
import { freePort, ready, stopped } from './process.ts';

const account = '123456789012';
/** A suite that hangs is a failure like another, and must not hold up what comes after it. */
const suiteMs = 6 * 60_000;

/** For vitest: the emulators run for as long as the tests do, and their addresses are in the environment of every worker. */
export const setup = async (): Promise<() => Promise<void>> => {
  const bin = installEmulators();
  const node = installNode();
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-aws-'));
  const [main, scans] = [await freePort(), await freePort()];
  const clock = join(folder, 'clock');
  const client = {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${main}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
  Object.assign(process.env, client, {
    EMULATOR_CLOCK: clock,
    EMULATOR_LOG: join(folder, 'ministack.log'),
    EMULATOR_SCANS_URL: `http://127.0.0.1:${scans}`,
  });
  const children = [
    start(join(bin, 'python'), ['test/aws/emulator/server.py'], join(folder, 'ministack.log'), {
      ...client,
      AUTH: 'true',
      PATH: [node, process.env['PATH']].filter(Boolean).join(delimiter),
      GATEWAY_PORT: String(main),
      BIND_HOST: '127.0.0.1',
      MINISTACK_ACCOUNT_ID: account,
      EMULATOR_CLOCK: clock,
      EMULATOR_SCANS_URL: `http://127.0.0.1:${scans}`,
    }),
    start(join(bin, 'moto_server'), ['-H', '127.0.0.1', '-p', String(scans)], join(folder, 'moto.log'), {}),
  ];
  await ready(`http://127.0.0.1:${main}/_ministack/ready`, children[0], join(folder, 'ministack.log'));
  await ready(`http://127.0.0.1:${scans}/moto-api/data.json`, children[1], join(folder, 'moto.log'));
  const limit = setTimeout(async () => {
    process.stderr.write(`the suite has not ended in ${suiteMs / 60_000} minutes\n`);
    await Promise.all(children.map(stopped));
    process.exit(1);
  }, suiteMs);
  return async () => {
    clearTimeout(limit);
    await Promise.all(children.map(stopped));
    rmSync(folder, { recursive: true, force: true });
  };
};

const start = (command: string, parameters: string[], log: string, environment: NodeJS.ProcessEnv): ChildProcess => {
  const output = openSync(log, 'a');
  const { PATH, HOME } = process.env;
  return spawn(command, parameters, { stdio: ['ignore', output, output], env: { PATH, HOME, ...environment } });
};
