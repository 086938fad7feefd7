// Deploys to the AWS account of the environment, removes a stage, or shows what is there. Usage: node infra/dev/deploy.mjs deploy|remove|outputs [--stage x]
// `outputs --admin-key` makes the first administrator's key and shows it, once.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const [verb, ...rest] = process.argv.slice(2);
const run = (command, parameters, options = {}) => {
  const { status } = spawnSync(command, parameters, { stdio: 'inherit', ...options });
  if (status !== 0) process.exit(status ?? 1);
};
const settings = { ...process.env, SLS_TELEMETRY_DISABLED: '1', SLS_NOTIFICATIONS_MODE: 'off' };
const program = 'infra/node_modules/.bin/osls';
const osls = (...parameters) => run(program, parameters, { env: settings });

/** The table goes to the version of what was just deployed; each run takes it as far as its time allows. */
const migrate = () => {
  for (let runs = 0; runs < 1_000; runs += 1) {
    const { status, stdout } = spawnSync(program, ['invoke', '--function', 'migrate', ...rest], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      env: settings,
    });
    const [answer] = /\{.*\}/s.exec(stdout) ?? [];
    const { kind, version } = status === 0 && answer ? JSON.parse(answer) : {};
    if (kind === undefined) throw new Error(`the table was not migrated: ${stdout}`);
    console.log(`table: ${kind}, version ${version}`);
    if (kind !== 'paused') return;
  }
  throw new Error('the table is still not migrated: run npm run deploy again');
};

const verbs = {
  deploy: () => {
    run(process.execPath, ['infra/dev/build-functions.mjs']);
    osls('deploy', ...rest);
    migrate();
  },
  package: () => {
    run(process.execPath, ['infra/dev/build-functions.mjs']);
    osls('package', ...rest);
  },
  remove: () => osls('remove', ...rest),
  outputs: () => {
    const others = rest.filter((one) => one !== '--admin-key');
    osls('info', '--verbose', ...others);
    if (others.length < rest.length) osls('invoke', '--function', 'admin-key', ...others);
  },
};
const chosen = verbs[verb];
if (!chosen) {
  console.error('usage: node infra/dev/deploy.mjs deploy|package|remove|outputs [--stage name]');
  process.exit(2);
}
if (!existsSync('infra/node_modules/osls')) run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: 'infra' });
chosen();
