import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoTable } from '../../lib/adapters/aws/dynamodb/table.ts';
import { dynamoWalk } from '../../lib/adapters/aws/dynamodb/walk.ts';
import { migrationContract } from '../contract/migration.ts';
import { tableContract } from '../contract/table.ts';

const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
const keySchema = (pk: string, sk: string) => [
  { AttributeName: pk, KeyType: 'HASH' as const },
  { AttributeName: sk, KeyType: 'RANGE' as const },
];

const newTable = async () => {
  const client = new DynamoDBClient({});
  const TableName = `contract-${randomUUID()}`;
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'first_pk', 'first_sk', 'second_pk', 'second_sk'].map(text),
      KeySchema: keySchema('pk', 'sk'),
      GlobalSecondaryIndexes: ['first', 'second'].map((IndexName) => ({
        IndexName,
        KeySchema: keySchema(`${IndexName}_pk`, `${IndexName}_sk`),
        Projection: { ProjectionType: 'ALL' as const },
      })),
    }),
  );
  return {
    table: dynamoTable({ table: TableName }),
    walk: dynamoWalk({ table: TableName }),
    close: async () => {
      await client.send(new DeleteTableCommand({ TableName }));
      client.destroy();
    },
  };
};

tableContract('DynamoDB', newTable);
migrationContract('DynamoDB', newTable);
