// Deploys to the AWS account of the environment, removes a stage, or shows what is there. Usage: node infra/dev/deploy.mjs deploy|remove|outputs [--stage x]
// `outputs --admin-key` makes the first administrator's key and shows it, once; `--replace-admin-key` makes another, for who has lost it.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';

const [verb, ...rest] = process.argv.slice(2);
const run = (command, parameters, options = {}) => {
  const { status } = spawnSync(command, parameters, { stdio: 'inherit', ...options });
  if (status !== 0) process.exit(status ?? 1);
};
const settings = {
  ...process.env,
  SLS_TELEMETRY_DISABLED: '1',
  SLS_NOTIFICATIONS_MODE: 'off',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};
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
    const others = rest.filter((one) => one !== '--admin-key' && one !== '--replace-admin-key');
    osls('info', '--verbose', ...others);
    if (rest.includes('--replace-admin-key')) osls('invoke', '--function', 'admin-key', '--data', '{"replace":true}', ...others);
    else if (rest.includes('--admin-key')) {
      osls('invoke', '--function', 'admin-key', ...others);
      console.log('"kept": there is a key already, and it is shown once. Who has lost it asks with --replace-admin-key.');
    }
  },
};
// Said before anything is built or asked, in one line: left to osls, a stage of the wrong form is said once for each place that uses it.
const refuse = (message) => {
  console.error(message);
  process.exit(2);
};
const usage = 'usage: npm run deploy|remove|outputs -- [--stage name] [--param="name=value"]';
const chosen = Object.hasOwn(verbs, verb ?? '') ? verbs[verb] : undefined;
if (!chosen) refuse(usage);
const options = { stage: { type: 'string', short: 's', default: 'dev' }, region: { type: 'string', short: 'r' } };
const { stage, region = process.env['AWS_REGION'] } = parseArgs({ args: rest, options, strict: false }).values;
// It is a part of names that may have 64 characters, such as those of functions and roles.
if (!/^[A-Za-z0-9][A-Za-z0-9-]{0,23}$/.test(typeof stage === 'string' ? stage : ''))
  refuse(`${JSON.stringify(stage)} is no stage: letters, digits and "-", at most 24, the first no "-"\n${usage}`);
if (region !== undefined && !/^[a-z]{2,3}(-[a-z]+)+-\d{1,2}$/.test(String(region)))
  refuse(`${JSON.stringify(region)} is no region of AWS: eu-central-1 and the like`);
if (!existsSync('infra/node_modules/osls')) run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: 'infra' });
chosen();
