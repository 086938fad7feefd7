import { DynamoDBClient, UpdateContinuousBackupsCommand, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { python } from './stack.ts';

/** What the emulator's CloudFormation does not set. */
export const setTable = async (TableName: string): Promise<void> => {
  const client = new DynamoDBClient({});
  await client.send(
    new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }),
  );
  await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true } }));
  client.destroy();
};

export const disableRule = async (logicalId: string): Promise<void> => void (await python('disable_rule.py', [logicalId]));
