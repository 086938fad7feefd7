import {
  CreateBackupCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  RestoreTableFromBackupCommand,
  RestoreTableToPointInTimeCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { dynamoTable } from '../../../lib/adapters/aws/dynamodb/table.ts';
import { dynamoWalk } from '../../../lib/adapters/aws/dynamodb/walk.ts';
import { getVerdict } from '../../../lib/history/get.ts';
import { listVerdicts } from '../../../lib/history/list.ts';
import { type Caller, scopes } from '../../../lib/model/actor.ts';
import { readDue } from '../../../lib/store/due.ts';
import { codeOf } from '../../contract/table.ts';
import { until } from '../emulator/client.ts';
import type { Live } from './live.ts';

const caller: Caller = { tenant: 'default', actor: { kind: 'system', job: 'restore' }, scopes, requestId: 'restore' };

const keysIn = async (table: string): Promise<string[]> => {
  const walk = dynamoWalk({ table });
  const keys: string[] = [];
  for (let page = await walk.page(null); ; page = await walk.page(page.next)) {
    keys.push(...page.items.map(({ pk, sk, version }) => `${pk} ${sk} ${version}`));
    if (page.next === undefined) return keys.sort();
  }
};

const restores: readonly (readonly [string, (client: DynamoDBClient, from: string, to: string) => Promise<unknown>])[] = [
  [
    'a backup on demand',
    async (client, TableName, TargetTableName) => {
      const { BackupDetails } = await client.send(new CreateBackupCommand({ TableName, BackupName: `${TableName}-now` }));
      await client.send(new RestoreTableFromBackupCommand({ BackupArn: BackupDetails?.BackupArn, TargetTableName }));
    },
  ],
  [
    'a point in time',
    async (client, SourceTableName, TargetTableName) => {
      const on = { PointInTimeRecoveryEnabled: true };
      await client.send(new UpdateContinuousBackupsCommand({ TableName: SourceTableName, PointInTimeRecoverySpecification: on }));
      await client.send(new RestoreTableToPointInTimeCommand({ SourceTableName, TargetTableName, UseLatestRestorableTime: true }));
    },
  ],
];

export const backup = (live: () => Live): void => {
  it.each(restores)('the table is restored from %s into a new one that the same code reads, indexes included', async (_from, restore) => {
    const client = new DynamoDBClient({});
    const restored = 'plimsoll-restored';
    await restore(client, live().stack.table, restored);
    const deps = { table: dynamoTable({ table: restored }), clock: { now: () => Date.now() } };
    const { items } = await listVerdicts(deps, caller, { limit: 5 });
    expect(items.length).toBeGreaterThan(0);
    const shown = await live().client.get(`/v1/verdicts/${items[0]?.id}`);
    expect((await getVerdict(deps, caller, items[0]?.id ?? '')).verdict.decision).toBe(shown.body['decision']);
    expect((await keysIn(restored)).length).toBeGreaterThan(50);
    // What is due is found through an index: a restored table without them would never send or try again.
    await readDue(deps.table, 'evt', Date.now(), 1);
    await client.send(new DeleteTableCommand({ TableName: restored }));
    client.destroy();
  });

  it('a stage that is deployed with a restored table and its stream shows the verdicts of before, and writes and tells of new ones there', async () => {
    const { stack, client, receiver, deployAgain } = live();
    const dynamo = new DynamoDBClient({});
    const restored = 'plimsoll-in-use';
    await restores[0]?.[1](dynamo, stack.table, restored);
    const StreamSpecification = { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' } as const;
    await dynamo.send(new UpdateTableCommand({ TableName: restored, StreamSpecification }));
    const { Table } = await dynamo.send(new DescribeTableCommand({ TableName: restored }));
    await deployAgain(`--param=table=${restored}`, `--param=tableStream=${Table?.LatestStreamArn}`);

    const { items } = await listVerdicts({ table: dynamoTable({ table: restored }) }, caller, { limit: 1 });
    const before = await client.get(`/v1/verdicts/${items[0]?.id}`);
    expect([before.status, before.body['decision']]).toEqual([200, items[0]?.decision]);

    const manifests = [{ name: 'a.yaml', text: 'apiVersion: v1\nkind: Pod\nmetadata: { name: after-restore }\n' }];
    const { body } = await client.post('/v1/scans?wait=25', { manifests });
    expect(body).toMatchObject({ state: 'succeeded' });
    const kept = async (table: string) => codeOf(getVerdict({ table: dynamoTable({ table }) }, caller, String(body['verdictId'])));
    expect([await kept(restored), await kept(stack.table)]).toEqual(['none', 'not-found']);
    await until('its webhook', async () => receiver.received.find((hook) => hook.body.includes(String(body['id']))));
    dynamo.destroy();
  }, 240_000);
};
