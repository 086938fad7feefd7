import { createHash } from 'node:crypto';
import type { Message, SQSClient } from '@aws-sdk/client-sqs';
import { AppError } from '../../model/error.ts';
import type { Json } from '../../model/json.ts';
import type { JobQueue, JobReceiver, ReceivedJob } from '../../ports/job-queue.ts';
import { checkedJob } from '../../store/job.ts';
import { lazy } from '../embedded/lazy.ts';
import { clientSettings } from './client.ts';
import { calling, exceptionName } from './failure.ts';

export type SqsOptions = {
  readonly queueUrl: string;
  /** Only for `deadLetters`. */
  readonly deadLetterUrl?: string;
  /** How long `receive` waits for a first message. Default 1: without a wait only some of the servers are asked. */
  readonly waitSeconds?: number;
  readonly client?: () => Promise<SQSClient>;
};

const service = 'the queue';
/** Source: SQS quotas: message timers, visibility time-out, batched messages. */
const maxDelaySeconds = 900;
const maxLeaseSeconds = 43_200;
const maxBatch = 10;

const newClient = async (): Promise<SQSClient> => {
  const { SQSClient } = await import('@aws-sdk/client-sqs');
  // Else the client goes to the host of the queue's address, past `AWS_ENDPOINT_URL`.
  return new SQSClient({ ...clientSettings, useQueueUrlAsEndpoint: false });
};

const wholeSeconds = (value: number, max: number): number => {
  if (Number.isFinite(value) && value >= 0 && value <= max) return Math.ceil(value);
  throw new AppError('invalid-request', `a delay is from 0 to ${max} seconds`);
};

// Source: SQS API reference, SendMessage, MessageGroupId.
const groupForm = /^[A-Za-z0-9!"#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~]{1,128}$/;

/** Fair queues give each group its turn: one tenant's ten thousand do not delay another's first. Source: SQS developer guide, fair queues. */
const groupOf = (tenant: string): string => (groupForm.test(tenant) ? tenant : createHash('sha256').update(tenant).digest('hex'));

export const sqsQueue = (options: SqsOptions): JobQueue & JobReceiver => {
  const { client = lazy(newClient) } = options;
  return {
    send: async (job, delaySeconds = 0) => {
      const delay = wholeSeconds(delaySeconds, maxDelaySeconds);
      const input = { QueueUrl: options.queueUrl, MessageBody: JSON.stringify(checkedJob(job)), MessageGroupId: groupOf(job.tenant) };
      await calling(service, async () => {
        const { SendMessageCommand } = await import('@aws-sdk/client-sqs');
        await (await client()).send(new SendMessageCommand({ ...input, ...(delay > 0 && { DelaySeconds: delay }) }));
      });
    },
    receive: ({ max, leaseSeconds }) => receive(client, options, 'jobs', max, wholeSeconds(leaseSeconds, maxLeaseSeconds)),
    deadLetters: ({ max, leaseSeconds }) => receive(client, options, 'dead', max, wholeSeconds(leaseSeconds, maxLeaseSeconds)),
    done: async (receipt) => {
      // A message can be deleted with an old receipt; only its visibility says whether the receipt is the last one.
      if (!(await changeVisibility(client, options, receipt, 60))) return false;
      const { DeleteMessageCommand } = await import('@aws-sdk/client-sqs');
      const place = placeOf(options, receipt);
      return withReceipt(async () => void (await (await client()).send(new DeleteMessageCommand(place))));
    },
    postpone: (receipt, seconds) => changeVisibility(client, options, receipt, wholeSeconds(seconds, maxLeaseSeconds)),
  };
};

type Client = () => Promise<SQSClient>;
type Source = 'jobs' | 'dead';

/** The receipt of a message that Lambda received from the jobs' queue, for `postpone` and `done`. */
export const receiptOf = (handle: string, source: Source = 'jobs'): string => `${source}:${handle}`;

const urlOf = ({ queueUrl, deadLetterUrl }: SqsOptions, source: Source): string => {
  const url = source === 'jobs' ? queueUrl : deadLetterUrl;
  if (url === undefined) throw new AppError('internal', 'there is no queue of dead letters');
  return url;
};

const placeOf = (options: SqsOptions, receipt: string): { readonly QueueUrl: string; readonly ReceiptHandle: string } => {
  const source = receipt.startsWith('dead:') ? 'dead' : 'jobs';
  return { QueueUrl: urlOf(options, source), ReceiptHandle: receipt.slice(source.length + 1) };
};

const receive = async (client: Client, options: SqsOptions, source: Source, max: number, lease: number): Promise<ReceivedJob[]> => {
  const { ReceiveMessageCommand } = await import('@aws-sdk/client-sqs');
  const taken: ReceivedJob[] = [];
  for (let rest = max; rest > 0; rest = max - taken.length) {
    const input = {
      QueueUrl: urlOf(options, source),
      MaxNumberOfMessages: Math.min(maxBatch, rest),
      VisibilityTimeout: lease,
      WaitTimeSeconds: taken.length > 0 ? 0 : (options.waitSeconds ?? 1),
      MessageSystemAttributeNames: ['ApproximateReceiveCount' as const],
    };
    const { Messages = [] } = await calling(service, async () => (await client()).send(new ReceiveMessageCommand(input)));
    if (Messages.length === 0) return taken;
    taken.push(...Messages.flatMap((message) => receivedJob(message, source)));
  }
  return taken;
};

/** What is no job is left where it is: it goes to the dead letters by itself and must not keep others from being received. */
const receivedJob = (message: Message, source: Source): ReceivedJob[] => {
  try {
    const body: Json = JSON.parse(message.Body ?? '');
    const receiveCount = Number(message.Attributes?.ApproximateReceiveCount ?? 1);
    return [{ job: checkedJob(body), receipt: receiptOf(message.ReceiptHandle ?? '', source), receiveCount }];
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof AppError) return [];
    throw error;
  }
};

const changeVisibility = async (client: Client, options: SqsOptions, receipt: string, seconds: number): Promise<boolean> => {
  const { ChangeMessageVisibilityCommand } = await import('@aws-sdk/client-sqs');
  const input = { ...placeOf(options, receipt), VisibilityTimeout: seconds };
  return withReceipt(async () => void (await (await client()).send(new ChangeMessageVisibilityCommand(input))));
};

// How SQS says that a receipt is not, or no longer, one of a message in flight. Source: SQS API reference, ChangeMessageVisibility.
const voidReceipt = new Set(['MessageNotInflight', 'ReceiptHandleIsInvalid', 'InvalidParameterValue', 'InvalidParameterValueException']);

const withReceipt = (call: () => Promise<void>): Promise<boolean> =>
  calling(service, async () => {
    try {
      await call();
      return true;
    } catch (error) {
      if (voidReceipt.has(exceptionName(error))) return false;
      throw error;
    }
  });
