import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { CreateQueueCommand, DeleteQueueCommand, GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { sqsQueue } from '../../lib/adapters/aws/job-queue.ts';
import { jobQueueContract } from '../contract/job-queue.ts';
import { forward, resetClock } from './emulator/clock.ts';

resetClock();

jobQueueContract(
  'SQS',
  async () => {
    const client = new SQSClient({ useQueueUrlAsEndpoint: false });
    const name = randomUUID();
    const { QueueUrl: deadLetterUrl = '' } = await client.send(new CreateQueueCommand({ QueueName: `${name}-dead` }));
    const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl: deadLetterUrl, AttributeNames: ['QueueArn'] }));
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: Attributes?.QueueArn, maxReceiveCount: 3 });
    const { QueueUrl: queueUrl = '' } = await client.send(new CreateQueueCommand({ QueueName: name, Attributes: { RedrivePolicy } }));
    return {
      queue: sqsQueue({ queueUrl, deadLetterUrl, waitSeconds: 0 }),
      advance: async (seconds) => {
        forward(seconds);
        // It looks for what is visible again from time to time, and not when it is asked.
        if (process.env['LOCALSTACK'] !== undefined) await wait(400);
      },
      close: async () => {
        for (const QueueUrl of [queueUrl, deadLetterUrl]) await client.send(new DeleteQueueCommand({ QueueUrl }));
        client.destroy();
      },
    };
  },
  // Turns are what fair queues do; no emulator does. That every message names its group is held in test/adapters/aws.
  { turns: false, voids: process.env['LOCALSTACK'] === undefined },
);
