import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';

const stage = 'test';
const address = (): string => process.env['AWS_ENDPOINT_URL'] ?? '';
export const gateway = (): string => new URL(address()).host;

export const advisoryRepository = 'security/advisories';

/** What is there beside the account: `member` stands for the registry of another account, `sibling` for that of one which has a role for us, `trust` is whose tokens are taken. */
export type Surroundings = {
  readonly member: string;
  readonly sibling: string;
  readonly registry: string;
  readonly trust: readonly object[];
};
export const memberAccount = '222222222222';
export const siblingAccount = '333333333333';
const own = '123456789012';
const region = 'us-east-1';

/** Registries, issuers and webhooks on this machine are allowed, and the emulated registry stands for the account's. */
const parameters = ({ member, sibling, registry, trust }: Surroundings): string[] =>
  Object.entries({
    deletionProtection: 'false',
    ecrHosts: JSON.stringify({
      [gateway()]: { account: own, region },
      [member]: { account: memberAccount, region },
      [sibling]: { account: siblingAccount, region },
    }),
    ecrRoles: JSON.stringify({ [siblingAccount]: `arn:aws:iam::${siblingAccount}:role/plimsoll-${stage}-member` }),
    ecrRegistries: JSON.stringify([own, siblingAccount].map((account) => ({ account, region }))),
    registries: JSON.stringify(
      Object.fromEntries([gateway(), member, sibling, registry].map((host) => [host, { insecure: true, internal: true }])),
    ),
    advisories: `${gateway()}/${advisoryRepository}:latest`,
    allowWebhooks: '127.0.0.1',
    insecureWebhooks: '127.0.0.1',
    allowIssuers: '127.0.0.1',
    trust: JSON.stringify(trust),
  }).map(([name, value]) => `--param=${name}=${value}`);

const run = async (command: string, args: readonly string[], input = ''): Promise<string> => {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, SLS_TELEMETRY_DISABLED: '1' } });
  child.stdin.end(input);
  const [output, errors, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((done) => child.once('close', done)),
  ]);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')}: ${output.slice(-2_000)}${errors.slice(-4_000)}`);
  return output + errors;
};

const node = (verb: string, around: Surroundings, ...more: string[]): Promise<string> =>
  run(process.execPath, ['infra/dev/deploy.mjs', verb, '--stage', stage, ...parameters(around), ...more]);

/** `depth`: messages that wait or are being worked on. */
export type Stack = {
  readonly api: string;
  readonly adminKey: string;
  readonly table: string;
  readonly queueUrl: string;
  depth(): Promise<number>;
};

/** The real package, deployed by the real tool. */
export const deploy = async (around: Surroundings): Promise<Stack> => {
  await node('deploy', around);
  const shown = await node('outputs', around, '--admin-key');
  const found = (pattern: RegExp): string => {
    const [, value] = pattern.exec(shown) ?? [];
    if (value === undefined) throw new Error(`the stack shows no ${pattern.source}:\n${shown}`);
    return value;
  };
  const queueUrl = found(/JobsQueueUrl: (\S+)/);
  return {
    api: `${address()}/_aws/execute-api/${found(/HttpApiId: (\S+)/)}/$default`,
    adminKey: found(/"token":\s*"([^"]+)"/),
    table: found(/TableName: (\S+)/),
    queueUrl,
    depth: () => depthOf(queueUrl),
  };
};

/** The same stage again, with other parameters. */
export const deployAgain = async (around: Surroundings, more: readonly string[]): Promise<void> =>
  void (await node('deploy', around, ...more));

/** `plimsoll doctor --aws`: what it says, whatever it thinks of the stack. */
export const doctor = async (api: string): Promise<string> => {
  const args = ['infra/dev/run.mjs', 'lib/cli/main.ts', 'doctor', '--aws', '--stage', stage, '--api', api];
  return run(process.execPath, args).catch(String);
};

const depthOf = async (QueueUrl: string): Promise<number> => {
  const client = new SQSClient({ useQueueUrlAsEndpoint: false });
  const { Attributes = {} } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  client.destroy();
  return Number(Attributes['ApproximateNumberOfMessages']) + Number(Attributes['ApproximateNumberOfMessagesNotVisible']);
};

export const remove = async (around: Surroundings): Promise<void> => void (await node('remove', around));

export const python = (script: string, args: readonly string[], input = ''): Promise<string> =>
  run('.cache/aws-emulators/bin/python', [`test/aws/emulator/${script}`, ...args], input);

/** As the event's service would send it. */
export const putEvent = async (event: object): Promise<void> => void (await python('put_event.py', [], JSON.stringify(event)));

/** As Lambda's service would call it: gives what it answered. Throws when it failed. */
export const invoke = (name: string, event: object): Promise<string> =>
  python('invoke.py', [`plimsoll-${stage}-${name}`], JSON.stringify(event));

/** The stack of `infra/member.yml` in the other account, and an image in its registry. Gives the ARN of its role. */
export const makeMember = (repository: string, tag: string, manifest: string): Promise<string> =>
  python('member.py', [siblingAccount, stage, repository, tag], manifest);

/** How long a function may run. */
export const setTimeOut = async (name: string, seconds: number): Promise<void> =>
  void (await python('set_timeout.py', [`plimsoll-${stage}-${name}`, String(seconds)]));

/** Takes all rights from a function's role. */
export const takeRights = async (role: string): Promise<void> => void (await python('take_rights.py', [role]));
