import { SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it } from 'vitest';
import { sqsQueue } from '../../../lib/adapters/aws/job-queue.ts';
import { scanJob } from '../../contract/job-queue.ts';
import { codeOf } from '../../contract/table.ts';
import { type Answer, type FakeService, fakeService, ok, refused } from './service.ts';

const opened: FakeService[] = [];
afterEach(async () => void (await Promise.all(opened.splice(0).map((one) => one.close()))));

const queueUrl = 'https://sqs.eu-central-1.amazonaws.com/123456789012/jobs';
const open = async (answers: readonly Answer[]) => {
  const service = await fakeService(answers);
  opened.push(service);
  const client = new SQSClient({ ...service.settings, useQueueUrlAsEndpoint: false, maxAttempts: 2, md5: false });
  return { service, queue: sqsQueue({ queueUrl, client: async () => client }) };
};

describe('sending', () => {
  it('names the tenant as the message’s group, and a whole number of seconds', async () => {
    const { service, queue } = await open([ok({ MessageId: '1' })]);
    await queue.send(scanJob('scan_1', 'acme'), 1.2);
    await queue.send(scanJob('scan_1', 'two words'));
    const inputs = service.asked.map(({ input }) => input);
    expect(inputs[0]).toMatchObject({ QueueUrl: queueUrl, MessageGroupId: 'acme', DelaySeconds: 2 });
    expect(JSON.parse(String(inputs[0]?.['MessageBody']))).toEqual(scanJob('scan_1', 'acme'));
    expect(inputs[1]?.['MessageGroupId']).toMatch(/^[0-9a-f]{64}$/);
    expect(inputs[1]).not.toHaveProperty('DelaySeconds');
  });

  it.each<[string, Answer]>([
    ['throttles', refused('RequestThrottled')],
    ['fails', refused('ServiceUnavailable', {}, 503)],
    ['ends the connection', 'lost'],
  ])('to a queue that %s is unavailable', async (_title, answer) => {
    const { queue } = await open([answer]);
    expect(await codeOf(queue.send(scanJob('scan_1')))).toBe('unavailable');
  });
});

describe('receiving', () => {
  it('leaves what is no job for the dead letters, and gives the rest', async () => {
    const message = (Body: string) => ({ MessageId: '1', Body, ReceiptHandle: 'r', Attributes: { ApproximateReceiveCount: '2' } });
    const good = message(JSON.stringify(scanJob('scan_1')));
    const bad = ['', 'no json', '[]', '{"kind":"of a newer version","tenant":"acme"}'].map(message);
    const { queue } = await open([ok({ Messages: [...bad, good] }), ok({})]);
    expect(await queue.receive({ max: 10, leaseSeconds: 30 })).toEqual([{ job: scanJob('scan_1'), receipt: 'jobs:r', receiveCount: 2 }]);
  });

  it.each([['MessageNotInflight'], ['ReceiptHandleIsInvalid'], ['InvalidParameterValue']])(
    'says of a receipt that is void (%s) that nothing was done',
    async (type) => {
      const { queue } = await open([refused(type)]);
      expect(await queue.done('jobs:old')).toBe(false);
      expect(await queue.postpone('jobs:old', 5)).toBe(false);
    },
  );

  it('has no dead letters without a queue of them', async () => {
    const { queue } = await open([ok()]);
    expect(await codeOf(queue.deadLetters({ max: 1, leaseSeconds: 1 }))).toBe('internal');
  });
});
