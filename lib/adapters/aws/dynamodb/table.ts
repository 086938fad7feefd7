import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { AppError } from '../../../model/error.ts';
import type { Item, Key, Page, Query, Table, WriteResult } from '../../../ports/table.ts';
import { checkedActions, checkKey } from '../../../store/limits.ts';
import { lazy } from '../../embedded/lazy.ts';
import { backOff, clientSettings, type Pace, systemPace } from '../client.ts';
import { calling } from '../failure.ts';
import { batchGet } from './batch-get.ts';
import { itemOf, keyAttributes } from './item.ts';
import { pageKey, queryInput } from './query.ts';
import { type Refusal, singleRefusal, transactionRefusal } from './refusal.ts';
import { type CheckedAction, singleInput, transactionInput } from './write.ts';

export type DynamoTableOptions = {
  readonly table: string;
  readonly client?: () => Promise<DynamoDBClient>;
  readonly pace?: Pace;
};

const service = 'the store';
// Others' transactions on the same items end in milliseconds.
const mostTries = 8;

const newClient = async (): Promise<DynamoDBClient> => {
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  return new DynamoDBClient(clientSettings);
};

export const dynamoClient = (): (() => Promise<DynamoDBClient>) => lazy(newClient);

/** One table, two sparse indexes named `first` and `second`, each with all attributes. */
export const dynamoTable = ({ table, client = dynamoClient(), pace = systemPace }: DynamoTableOptions): Table => ({
  get: (key) => calling(service, () => get(client, table, key)),
  batchGet: (keys) => calling(service, () => batchGet(client, { table, pace }, keys)),
  query: (query) => calling(service, () => page(client, table, query)),
  write: async (actions) => {
    const checked = checkedActions(actions);
    if (checked.length === 0) return { kind: 'written' };
    return calling(service, () => write(client, { table, pace }, checked));
  },
});

type Client = () => Promise<DynamoDBClient>;

const get = async (client: Client, table: string, key: Key): Promise<Item | undefined> => {
  checkKey(key);
  const { GetItemCommand } = await import('@aws-sdk/client-dynamodb');
  const input = { TableName: table, Key: keyAttributes(key), ConsistentRead: true };
  const { Item: found } = await (await client()).send(new GetItemCommand(input));
  return found && itemOf(found);
};

const page = async (client: Client, table: string, query: Query): Promise<Page> => {
  const input = queryInput(table, query);
  if (input === undefined) return { items: [] };
  const { QueryCommand } = await import('@aws-sdk/client-dynamodb');
  const { Items = [], LastEvaluatedKey: last } = await (await client()).send(new QueryCommand(input));
  return { items: Items.map(itemOf), ...(last && { next: pageKey(query, last) }) };
};

const write = async (
  client: Client,
  { table, pace }: { readonly table: string; readonly pace: Pace },
  checked: readonly CheckedAction[],
): Promise<WriteResult> => {
  for (let attempt = 0; attempt < mostTries; attempt += 1) {
    const outcome = await writeOnce(await client(), table, checked);
    if (outcome.kind === 'written' || outcome.kind === 'conflict') return outcome;
    if (outcome.kind === 'failure') throw outcome.error;
    await backOff(pace, attempt);
  }
  throw new AppError('unavailable', 'too many write the same items at once', { retryAfterSeconds: 1 });
};

type Outcome = Exclude<Refusal, { kind: 'failure' }> | { readonly kind: 'failure'; readonly error: unknown };

const writeOnce = async (client: DynamoDBClient, table: string, checked: readonly CheckedAction[]): Promise<Outcome> => {
  const { PutItemCommand, DeleteItemCommand, TransactWriteItemsCommand } = await import('@aws-sdk/client-dynamodb');
  const single = singleInput(table, checked);
  try {
    if (single?.kind === 'put') await client.send(new PutItemCommand(single.input));
    else if (single?.kind === 'delete') await client.send(new DeleteItemCommand(single.input));
    else await client.send(new TransactWriteItemsCommand(transactionInput(table, checked)));
    return { kind: 'written' };
  } catch (error) {
    const refusal = single ? singleRefusal(error, single) : transactionRefusal(error);
    return refusal.kind === 'failure' ? { kind: 'failure', error } : refusal;
  }
};
