import * as z from 'zod';
import type { Remark } from '../remark.ts';
import type { AwsCall } from './call.ts';

const stacks = z.object({
  Stacks: z.array(
    z.object({ StackStatus: z.string(), Outputs: z.array(z.object({ OutputKey: z.string(), OutputValue: z.string() })).default([]) }),
  ),
});
const resources = z.object({
  StackResources: z.array(
    z.object({
      LogicalResourceId: z.string(),
      PhysicalResourceId: z.string().default(''),
      ResourceType: z.string(),
      ResourceStatus: z.string(),
    }),
  ),
});
type StackResource = z.infer<typeof resources>['StackResources'][number];

/** `of`: the names under which AWS knows the resources of a type, by their names in the template. */
export type Stack = {
  readonly output: (name: string) => string | undefined;
  readonly of: (type: string) => readonly { readonly id: string; readonly name: string }[];
};

export type StackAnswer = { readonly stack: Stack | undefined; readonly remarks: readonly Remark[] };

export const readStack = async (call: AwsCall, name: string): Promise<StackAnswer> => {
  try {
    const [found] = stacks.parse(await call('cloudformation', 'DescribeStacks', { StackName: name })).Stacks;
    const { StackResources } = resources.parse(await call('cloudformation', 'DescribeStackResources', { StackName: name }));
    const outputs = new Map(found?.Outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
    return {
      stack: {
        output: (key) => outputs.get(key),
        of: (type) =>
          StackResources.flatMap(({ ResourceType, LogicalResourceId: id, PhysicalResourceId }) =>
            ResourceType === type ? [{ id, name: PhysicalResourceId }] : [],
          ),
      },
      remarks: [statusRemark(name, found?.StackStatus ?? 'absent'), ...StackResources.flatMap(resourceRemarks)],
    };
  } catch (error) {
    const advice = 'npm run deploy -- --stage <stage>; and look at AWS_REGION and the credentials';
    const what = `stack ${name} in ${process.env['AWS_REGION']} cannot be read: ${textOf(error)}`;
    return { stack: undefined, remarks: [{ state: 'bad', what, advice }] };
  }
};

export const textOf = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : String(error));

const statusRemark = (name: string, status: string): Remark =>
  /^(CREATE|UPDATE)_COMPLETE$/.test(status)
    ? { state: 'ok', what: `stack ${name}: ${status}` }
    : { state: 'bad', what: `stack ${name}: ${status}`, advice: 'look at the events of the stack, then deploy again' };

const resourceRemarks = ({ LogicalResourceId, ResourceStatus }: StackResource): Remark[] =>
  ResourceStatus.endsWith('_FAILED')
    ? [{ state: 'bad', what: `${LogicalResourceId}: ${ResourceStatus}`, advice: 'look at the events of the stack, then deploy again' }]
    : [];
