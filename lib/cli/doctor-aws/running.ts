import * as z from 'zod';
import type { Remark } from '../remark.ts';
import type { AwsCall } from './call.ts';
import { type Stack, textOf } from './stack.ts';

type Look = { readonly call: AwsCall; readonly stack: Stack };

/** One remark for all that are well, and one for each that is not. */
const each = async (
  what: string,
  things: readonly { readonly id: string; readonly name: string }[],
  look: (name: string) => Promise<Omit<Remark, 'state'> | undefined>,
): Promise<readonly Remark[]> => {
  const bad: Remark[] = [];
  for (const { id, name } of things)
    try {
      const found = await look(name);
      if (found) bad.push({ state: 'bad', ...found, what: `${id}: ${found.what}` });
    } catch (error) {
      bad.push({ state: 'bad', what: `${id} cannot be looked at: ${textOf(error)}` });
    }
  return bad.length > 0 ? bad : [{ state: 'ok', what: `${things.length} ${what}` }];
};

const configuration = z.object({ State: z.string().default('Active'), LastUpdateStatus: z.string().default('Successful') });

export const functionsRemarks = ({ call, stack }: Look): Promise<readonly Remark[]> =>
  each('functions are active', stack.of('AWS::Lambda::Function'), async (FunctionName) => {
    const { State, LastUpdateStatus } = configuration.parse(await call('lambda', 'GetFunctionConfiguration', { FunctionName }));
    // Inactive: idle for weeks; the next call wakes it.
    if (['Active', 'Inactive'].includes(State) && LastUpdateStatus === 'Successful') return undefined;
    return { what: `${State}, its last update ${LastUpdateStatus}`, advice: 'deploy again' };
  });

const mapping = z.object({ State: z.string() });

export const sourcesRemarks = ({ call, stack }: Look): Promise<readonly Remark[]> =>
  each('sources of events are enabled', stack.of('AWS::Lambda::EventSourceMapping'), async (UUID) => {
    const { State } = mapping.parse(await call('lambda', 'GetEventSourceMapping', { UUID }));
    return State === 'Enabled' ? undefined : { what: `${State}: nothing is taken from it`, advice: 'enable the trigger of the function' };
  });

const rule = z.object({ State: z.string() });

export const rulesRemarks = ({ call, stack }: Look): Promise<readonly Remark[]> =>
  each('rules are enabled', stack.of('AWS::Events::Rule'), async (name) => {
    const { State } = rule.parse(await call('eventbridge', 'DescribeRule', { Name: name.split('|').at(-1) }));
    return State === 'ENABLED' ? undefined : { what: `${State}: what it brings or starts does not come`, advice: 'enable the rule' };
  });

const alarms = z.object({
  MetricAlarms: z.array(z.object({ StateValue: z.string(), AlarmDescription: z.string().default('') })).default([]),
});

export const alarmsRemarks = ({ call, stack }: Look): Promise<readonly Remark[]> =>
  each('alarms are quiet', stack.of('AWS::CloudWatch::Alarm'), async (name) => {
    const [alarm] = alarms.parse(await call('cloudwatch', 'DescribeAlarms', { AlarmNames: [name] })).MetricAlarms;
    return alarm?.StateValue === 'ALARM' ? { what: alarm.AlarmDescription, advice: 'docs/aws.md, "Runbook"' } : undefined;
  });

const attributes = z.object({ Attributes: z.record(z.string(), z.string()) });

const waiting = async (call: AwsCall, QueueUrl: string): Promise<number> => {
  const input = { QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] };
  return Number(attributes.parse(await call('sqs', 'GetQueueAttributes', input)).Attributes['ApproximateNumberOfMessages']);
};

/** Queues in which nothing should lie for long. */
export const queuesRemarks = ({ call, stack }: Look): Promise<readonly Remark[]> =>
  each(
    'queues hold nothing that was lost',
    stack.of('AWS::SQS::Queue').filter(({ id }) => id !== 'JobsQueue'),
    async (url) => {
      const count = await waiting(call, url);
      return count > 0 ? { what: `${count} messages`, advice: 'docs/aws.md, "Runbook": dead letters, lost events' } : undefined;
    },
  );
