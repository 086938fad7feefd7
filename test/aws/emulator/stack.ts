import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';

const stage = 'test';
const address = (): string => process.env['AWS_ENDPOINT_URL'] ?? '';
export const gateway = (): string => new URL(address()).host;

export const advisoryRepository = 'security/advisories';

/** Registries and webhooks on this machine are allowed, and the emulated registry stands for the account's. */
const parameters = (): string[] =>
  Object.entries({
    deletionProtection: 'false',
    ecrHosts: JSON.stringify({ [gateway()]: { account: '123456789012', region: 'us-east-1' } }),
    registries: JSON.stringify({ [gateway()]: { insecure: true, internal: true } }),
    advisories: `${gateway()}/${advisoryRepository}:latest`,
    allowWebhooks: '127.0.0.1',
    insecureWebhooks: '127.0.0.1',
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

const node = (verb: string, ...more: string[]): Promise<string> =>
  run(process.execPath, ['infra/dev/deploy.mjs', verb, '--stage', stage, ...parameters(), ...more]);

/** `depth`: messages that wait or are being worked on. */
export type Stack = {
  readonly api: string;
  readonly adminKey: string;
  readonly table: string;
  readonly queueUrl: string;
  depth(): Promise<number>;
};

/** The real package, deployed by the real tool. */
export const deploy = async (): Promise<Stack> => {
  await node('deploy');
  const shown = await node('outputs', '--admin-key');
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

export const remove = async (): Promise<void> => void (await node('remove'));

export const python = (script: string, args: readonly string[], input = ''): Promise<string> =>
  run('.cache/aws-emulators/bin/python', [`test/aws/emulator/${script}`, ...args], input);

/** As the event's service would send it. */
export const putEvent = async (event: object): Promise<void> => void (await python('put_event.py', [], JSON.stringify(event)));

/** As Lambda's service would call it: gives what it answered. Throws when it failed. */
export const invoke = (name: string, event: object): Promise<string> =>
  python('invoke.py', [`plimsoll-${stage}-${name}`], JSON.stringify(event));

/** Takes all rights from a function's role. */
export const takeRights = async (role: string): Promise<void> => void (await python('take_rights.py', [role]));
