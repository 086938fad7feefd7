import { dynamoTable } from '../../adapters/aws/dynamodb/table.ts';
import { systemClock } from '../../adapters/embedded/clock.ts';
import { AppError } from '../../model/error.ts';
import { awsCall } from '../doctor-aws/call.ts';
import { alarmsRemarks, functionsRemarks, queuesRemarks, rulesRemarks, sourcesRemarks } from '../doctor-aws/running.ts';
import { readStack, textOf } from '../doctor-aws/stack.ts';
import { tableRemarks, traceRemarks } from '../doctor-aws/table.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { type Remark, showRemarks } from '../remark.ts';

export type DoctorAwsOptions = { readonly stage: string; readonly api?: string };

const readyMs = 15_000;

/** `plimsoll doctor --aws`: looks at a live stack, changes nothing. Exits 0 when nothing is bad, else 3. Throws AppError `invalid-request`. */
export const doctorAws = async ({ stage, api }: DoctorAwsOptions): Promise<ExitCode> => {
  if (!/^[A-Za-z0-9][A-Za-z0-9-]{0,23}$/.test(stage))
    throw new AppError('invalid-request', `--stage ${stage}: letters, digits and "-", at most 24, the first no "-"`);
  if (api !== undefined && !/^https?:\/\/[^/]/.test(api))
    throw new AppError('invalid-request', `--api ${api}: not an address such as https://plimsoll.example.com`);
  // The region that deploys where nobody has said another, as in serverless.yml; all clients read it here.
  process.env['AWS_REGION'] ??= 'eu-central-1';
  const remarks = await remarksOf(`plimsoll-${stage}`, api);
  process.stdout.write(showRemarks(remarks));
  return remarks.some(({ state }) => state === 'bad') ? exitCodes.undecided : exitCodes.allow;
};

const remarksOf = async (name: string, api: string | undefined): Promise<readonly Remark[]> => {
  const call = awsCall();
  const { stack, remarks } = await readStack(call, name);
  if (stack === undefined) return remarks;
  const look = { call, stack };
  const table = stack.output('TableName');
  const address = api ?? stack.output('HttpApiUrl');
  return [
    ...remarks,
    ...(await functionsRemarks(look)),
    ...(await sourcesRemarks(look)),
    ...(await rulesRemarks(look)),
    ...(await queuesRemarks(look)),
    ...(await alarmsRemarks(look)),
    ...(table === undefined
      ? [{ state: 'bad', what: 'the stack names no table', advice: 'deploy again' } as const]
      : [...(await tableRemarks(call, table)), ...(await tracesOf(table))]),
    ...(address === undefined ? [] : [await readyRemark(address)]),
  ];
};

const tracesOf = async (table: string): Promise<readonly Remark[]> => {
  try {
    return await traceRemarks(dynamoTable({ table }), systemClock.now());
  } catch (error) {
    return [{ state: 'bad', what: `the table cannot be read: ${textOf(error)}` }];
  }
};

const readyRemark = async (address: string): Promise<Remark> => {
  const url = `${address.replace(/\/$/, '')}/readyz`;
  try {
    const { status } = await fetch(url, { signal: AbortSignal.timeout(readyMs) });
    return status === 200
      ? { state: 'ok', what: `${url} answers` }
      : { state: 'bad', what: `${url} answers ${status}`, advice: 'look at the log of api' };
  } catch (error) {
    return { state: 'bad', what: `${url} does not answer: ${textOf(error)}` };
  }
};
