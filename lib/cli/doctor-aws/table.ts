import * as z from 'zod';
import type { IdPrefix } from '../../ports/ids.ts';
import type { Item, Table } from '../../ports/table.ts';
import { readDeployedAdvisories } from '../../store/advisory-setting.ts';
import { readDue } from '../../store/due.ts';
import { keys } from '../../store/keys.ts';
import type { Remark } from '../remark.ts';
import type { AwsCall } from './call.ts';
import { textOf } from './stack.ts';

// What stands in for AWS gives some of them as text.
const flag = z.union([z.boolean(), z.stringbool()]);

const described = z.object({
  Table: z.object({
    TableStatus: z.string(),
    DeletionProtectionEnabled: flag.default(false),
    StreamSpecification: z.object({ StreamEnabled: flag }).optional(),
  }),
});
const backups = z.object({
  ContinuousBackupsDescription: z.object({
    PointInTimeRecoveryDescription: z.object({ PointInTimeRecoveryStatus: z.string() }).optional(),
  }),
});
const expiry = z.object({ TimeToLiveDescription: z.object({ TimeToLiveStatus: z.string() }).optional() });

/** What the table is set to: a restored one lacks half of it. */
export const tableRemarks = async (call: AwsCall, TableName: string): Promise<readonly Remark[]> => {
  const ask = (operation: string) => call('dynamodb', operation, { TableName });
  try {
    const { Table: table } = described.parse(await ask('DescribeTable'));
    const recovery = backups.parse(await ask('DescribeContinuousBackups')).ContinuousBackupsDescription.PointInTimeRecoveryDescription;
    const { TimeToLiveDescription } = expiry.parse(await ask('DescribeTimeToLive'));
    const advice = 'set it as in infra/table.yml; docs/aws.md, "Backup and restore"';
    return [
      remark(table.TableStatus === 'ACTIVE', 'bad', `table ${TableName} is ${table.TableStatus}`),
      remark(recovery?.PointInTimeRecoveryStatus === 'ENABLED', 'bad', 'recovery to a point in time', advice),
      remark(TimeToLiveDescription?.TimeToLiveStatus.startsWith('ENABL') ?? false, 'bad', 'expiry of items', advice),
      remark(table.StreamSpecification?.StreamEnabled ?? false, 'bad', 'stream to the webhooks', advice),
      remark(table.DeletionProtectionEnabled, 'note', 'protection from deletion', advice),
    ];
  } catch (error) {
    return [{ state: 'bad', what: `the table cannot be looked at: ${textOf(error)}` }];
  }
};

const remark = (holds: boolean, otherwise: 'note' | 'bad', what: string, advice?: string): Remark =>
  holds ? { state: 'ok', what } : { state: otherwise, what: `${what}: off`, ...(advice !== undefined && { advice }) };

const minuteMs = 60_000;
const lateMs = 10 * minuteMs;
const dayMs = 24 * 60 * minuteMs;

/** What the parts have written of themselves: whether they run, and how far they are. */
export const traceRemarks = async (table: Table, now: number): Promise<readonly Remark[]> => {
  const overdue = (
    await Promise.all((['scan', 'evt', 'dlv', 'aud'] satisfies IdPrefix[]).map((kind) => readDue(table, kind, now - lateMs, 5)))
  ).flat();
  return [
    overdue.length === 0
      ? { state: 'ok', what: 'nothing is overdue' }
      : {
          state: 'bad',
          what: `${overdue.length} or more things have been due for ten minutes: scans, webhooks or audit records`,
          advice: 'look at the log of the sweeper and its rule',
        },
    (await table.get(keys.setting('admin-key')))
      ? { state: 'ok', what: 'there is an administrator' }
      : { state: 'note', what: 'there is no administrator yet', advice: 'npm run outputs -- --stage <stage> --admin-key' },
    await advisoriesRemark(table, now),
    reconcilerRemark(await reconcilers(table), now),
  ];
};

const freshDays = 7;

const advisoriesRemark = async (table: Table, now: number): Promise<Remark> => {
  const held = await readDeployedAdvisories(table);
  if (held === undefined)
    return { state: 'note', what: 'no advisory database: no vulnerability is found', advice: 'docs/aws.md, "The advisory database"' };
  const { builtAt, planned } = held.deployed;
  const days = Math.floor((now - Date.parse(builtAt)) / dayMs);
  const what = `advisories of ${builtAt} (${days} days ago)`;
  if (!planned)
    return { state: 'note', what: `${what}, not all images are queued to be judged by them`, advice: 'look at the log of advisories' };
  return days > freshDays ? { state: 'note', what, advice: 'publish a newer one' } : { state: 'ok', what };
};

const reconcilers = async (table: Table): Promise<readonly Item[]> => {
  const { pk, sk } = keys.setting('reconciler#');
  return (await table.query({ partition: pk, prefix: sk, limit: 100 })).items;
};

const reconcilerRemark = (rounds: readonly Item[], now: number): Remark => {
  const advice = 'look at the log of the reconciler';
  if (rounds.length === 0) return { state: 'note', what: 'the reconciler has not run yet', advice };
  const old = rounds.filter(({ body }) => now - Number(body['startedAt']) > dayMs);
  return old.length === 0
    ? { state: 'ok', what: `${rounds.length} registries are reconciled` }
    : { state: 'bad', what: `not reconciled for a day: ${old.map(({ sk }) => sk.replace('reconciler#', '')).join(', ')}`, advice };
};
