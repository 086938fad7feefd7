import { createRequire } from 'node:module';
import { AppError } from '../../model/error.ts';

/** Asks a service of AWS. `service` as its client's package is named. What it answers is checked by whoever asks. */
export type AwsCall = (service: string, operation: string, input: object) => Promise<unknown>;

type Client = { send(command: object): Promise<unknown> };
type Constructor<Made> = new (input: object) => Made;

/** Holds because every client of the SDK names its classes by its service and its operations. Source: AWS SDK for JavaScript v3, developer guide. */
const classOf = <Made>(module: object, name: string): Constructor<Made> => {
  const found: unknown = Reflect.get(module, name);
  if (typeof found === 'function') return found as Constructor<Made>;
  throw new AppError('internal', `the SDK has no ${name}`);
};

const clientNames: { readonly [service: string]: string } = {
  cloudformation: 'CloudFormationClient',
  cloudwatch: 'CloudWatchClient',
  dynamodb: 'DynamoDBClient',
  eventbridge: 'EventBridgeClient',
  lambda: 'LambdaClient',
  sqs: 'SQSClient',
};

/** Clients that only a deployment needs are installed in `infra/`, beside what deploys. */
const load = (name: string): object => {
  for (const place of ['package.json', 'infra/package.json'])
    try {
      // Required and not imported: in the one-file bundle there is no import by address.
      return Object(createRequire(`${process.cwd()}/${place}`)(name));
    } catch {}
  throw new AppError('unavailable', `${name} is not installed: run npm ci here and in infra/`);
};

/** Region, credentials and endpoint come from the environment, as everywhere. */
export const awsCall = (): AwsCall => {
  const clients = new Map<string, Client>();
  return async (service, operation, input) => {
    const module = load(`@aws-sdk/client-${service}`);
    const Command = classOf<object>(module, `${operation}Command`);
    const client = clients.get(service) ?? new (classOf<Client>(module, clientNames[service] ?? ''))({ useQueueUrlAsEndpoint: false });
    clients.set(service, client);
    return client.send(new Command(input));
  };
};
