import type { BatchGetItemCommandOutput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { AppError } from '../../../model/error.ts';
import type { Item, Key } from '../../../ports/table.ts';
import { checkKey, limits } from '../../../store/limits.ts';
import { backOff, type Pace } from '../client.ts';
import { type Attributes, itemOf, keyAttributes } from './item.ts';

export type BatchGetOptions = { readonly table: string; readonly pace: Pace };

// Rounds in a row that gave nothing new.
const mostIdleRounds = 8;

/** In the order of the keys. What DynamoDB leaves over, above 16 MB or under load, is asked for again. */
export const batchGet = async (
  client: () => Promise<DynamoDBClient>,
  { table, pace }: BatchGetOptions,
  keys: readonly Key[],
): Promise<readonly Item[]> => {
  if (keys.length > limits.batchKeys) throw new AppError('too-large', `a batch has at most ${limits.batchKeys} keys`);
  for (const key of keys) checkKey(key);
  const found = new Map<string, Item>();
  // DynamoDB refuses a key that is asked for twice.
  let rest: Attributes[] = [...new Map(keys.map((key) => [nameOf(key), keyAttributes(key)])).values()];
  for (let idle = 0; rest.length > 0; ) {
    if (idle > mostIdleRounds) throw new AppError('unavailable', 'the store cannot answer now', { retryAfterSeconds: 1 });
    const answer = await ask(await client(), table, rest);
    const items = (answer.Responses?.[table] ?? []).map(itemOf);
    for (const item of items) found.set(nameOf(item), item);
    rest = answer.UnprocessedKeys?.[table]?.Keys ?? [];
    idle = items.length > 0 ? 0 : idle + 1;
    if (rest.length > 0) await backOff(pace, idle);
  }
  return keys.flatMap((key) => found.get(nameOf(key)) ?? []);
};

const nameOf = ({ pk, sk }: Key): string => JSON.stringify([pk, sk]);

const ask = async (client: DynamoDBClient, table: string, keys: Attributes[]): Promise<BatchGetItemCommandOutput> => {
  const { BatchGetItemCommand } = await import('@aws-sdk/client-dynamodb');
  return client.send(new BatchGetItemCommand({ RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } }));
};
