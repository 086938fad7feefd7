import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import { clientSettings } from '../../../lib/adapters/aws/client.ts';
import { dynamoTable } from '../../../lib/adapters/aws/dynamodb/table.ts';
import type { Table, WriteAction } from '../../../lib/ports/table.ts';
import { codeOf, item, put } from '../../contract/table.ts';
import { type Answer, type Asked, type FakeService, fakeService, ok, refused } from './service.ts';

const opened: FakeService[] = [];
afterEach(async () => void (await Promise.all(opened.splice(0).map((one) => one.close()))));

const waits: number[] = [];
const open = async (
  answers: readonly Answer[] | ((asked: Asked) => Answer),
  requestTimeout = 5_000,
): Promise<{ table: Table; service: FakeService }> => {
  waits.length = 0;
  const service = await fakeService(answers);
  opened.push(service);
  const requestHandler = { ...clientSettings.requestHandler, requestTimeout };
  const client = new DynamoDBClient({ ...clientSettings, ...service.settings, requestHandler, maxAttempts: 3 });
  const pace = { wait: async (ms: number) => void waits.push(ms), random: () => 0.5 };
  return { table: dynamoTable({ table: 'items', client: async () => client, pace }), service };
};

const stored = (version: number, body: object): object => ({
  pk: { S: 'p' },
  sk: { S: 's' },
  version: { N: String(version) },
  body: { S: JSON.stringify(body) },
});
const next: WriteAction = put(item('p', 's', { version: 2 }), { version: 1 });
const other: WriteAction = put(item('p', 't'));
const cancelled = (...codes: string[]): Answer =>
  refused('TransactionCanceledException', { CancellationReasons: codes.map((Code) => ({ Code })) });

describe('a write that is refused', () => {
  it('says which condition did not hold, whatever else stood in the way', async () => {
    const { table } = await open([cancelled('TransactionConflict', 'ConditionalCheckFailed')]);
    expect(await table.write([other, next])).toEqual({ kind: 'conflict', action: 1 });
  });

  it.each([['TransactionConflict'], ['ThrottlingError'], ['ProvisionedThroughputExceeded']])(
    'tries again after %s, with a pause that grows',
    async (code) => {
      const { table, service } = await open([cancelled('None', code), cancelled(code, 'None'), ok()]);
      expect(await table.write([other, next])).toEqual({ kind: 'written' });
      expect(service.asked).toHaveLength(3);
      expect(waits).toEqual([12.5, 25]);
    },
  );

  it('gives up in the end, as unavailable', async () => {
    const { table, service } = await open([cancelled('TransactionConflict', 'None')]);
    expect(await codeOf(table.write([other, next]))).toBe('unavailable');
    expect(service.asked).toHaveLength(8);
  });

  it('tries a single write again that met a transaction', async () => {
    const { table } = await open([refused('TransactionConflictException'), ok()]);
    expect(await table.write([next])).toEqual({ kind: 'written' });
  });

  it('does not try again what can never be written', async () => {
    const { table, service } = await open([cancelled('ValidationError', 'None')]);
    await expect(table.write([other, next])).rejects.toThrow('TransactionCanceledException');
    expect(service.asked).toHaveLength(1);
  });
});

describe('an answer that is lost', () => {
  it('repeats a transaction under the same token', async () => {
    const { table, service } = await open(['lost', ok()]);
    expect(await table.write([other, next])).toEqual({ kind: 'written' });
    const tokens = service.asked.map(({ input }) => input['ClientRequestToken']);
    expect(tokens[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(tokens[1]).toBe(tokens[0]);
  });

  it('knows its own first write when the second is refused', async () => {
    const own = refused('ConditionalCheckFailedException', { Item: stored(2, { n: 's' }) });
    const { table, service } = await open(['lost', own]);
    expect(await table.write([next])).toEqual({ kind: 'written' });
    expect(service.asked[0]?.input).toMatchObject({ ReturnValuesOnConditionCheckFailure: 'ALL_OLD' });
  });

  it('takes another’s write for another’s', async () => {
    const { table } = await open(['lost', refused('ConditionalCheckFailedException', { Item: stored(2, { n: 'theirs' }) })]);
    expect(await table.write([next])).toEqual({ kind: 'conflict', action: 0 });
  });

  it('takes the same item for another’s when it asked only once', async () => {
    const { table } = await open([refused('ConditionalCheckFailedException', { Item: stored(2, { n: 's' }) })]);
    expect(await table.write([next])).toEqual({ kind: 'conflict', action: 0 });
  });

  it('knows its own delete', async () => {
    const { table } = await open(['lost', refused('ConditionalCheckFailedException')]);
    expect(await table.write([{ kind: 'delete', key: { pk: 'p', sk: 's' }, when: { version: 1 } }])).toEqual({ kind: 'written' });
  });
});

describe('a service that cannot answer', () => {
  it.each<[string, Answer]>([
    ['throttles', refused('ProvisionedThroughputExceededException')],
    ['throttles the account', refused('ThrottlingException')],
    ['fails', refused('InternalServerError', {}, 500)],
    ['ends every connection', 'lost'],
  ])('that %s is asked again, in vain, and is unavailable', async (_title, answer) => {
    const { table, service } = await open([answer]);
    expect(await codeOf(table.get({ pk: 'p', sk: 's' }))).toBe('unavailable');
    expect(service.asked).toHaveLength(3);
  });

  it('that never answers is unavailable after the time-outs', async () => {
    const { table } = await open(['silent'], 50);
    expect(await codeOf(table.query({ partition: 'p' }))).toBe('unavailable');
  });

  it('that refuses the role is no passing state', async () => {
    const { table, service } = await open([refused('AccessDeniedException')]);
    await expect(table.get({ pk: 'p', sk: 's' })).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(service.asked).toHaveLength(1);
  });
});

describe('a batch that comes in parts', () => {
  const keysAsked = ({ input }: Asked): { S: string }[] =>
    Object(input['RequestItems'])['items'].Keys.map((key: { sk: { S: string } }) => key.sk);
  const answerFor = (names: string[], rest: string[]): Answer =>
    ok({
      Responses: { items: names.map((sk) => ({ ...stored(1, { n: sk }), sk: { S: sk } })) },
      ...(rest.length > 0 && { UnprocessedKeys: { items: { Keys: rest.map((sk) => ({ pk: { S: 'p' }, sk: { S: sk } })) } } }),
    });
  const keys = ['a', 'b', 'c'].map((sk) => ({ pk: 'p', sk }));

  it('asks for the rest and gives the order of the keys, a key twice when it is asked for twice', async () => {
    const { table, service } = await open([answerFor(['c'], ['a', 'b']), answerFor([], ['a', 'b']), answerFor(['b', 'a'], [])]);
    const found = await table.batchGet([...keys, { pk: 'p', sk: 'a' }]);
    expect(found.map(({ sk }) => sk)).toEqual(['a', 'b', 'c', 'a']);
    expect(service.asked.map((one) => keysAsked(one).length)).toEqual([3, 2, 2]);
  });

  it('does not ask for ever', async () => {
    const { table } = await open([answerFor([], ['a', 'b', 'c'])]);
    expect(await codeOf(table.batchGet(keys))).toBe('unavailable');
  });
});

describe('what emulators let pass and DynamoDB refuses', () => {
  it('asks for no range whose bounds are crossed', async () => {
    const { table, service } = await open([ok()]);
    expect(await table.query({ partition: 'p', from: 'b', to: 'a' })).toEqual({ items: [] });
    expect(service.asked).toHaveLength(0);
  });

  it('reads by key consistently, and an index not', async () => {
    const { table, service } = await open([ok({ Items: [] })]);
    await table.query({ partition: 'p', prefix: 'a' });
    await table.query({ index: 'second', partition: 'p', to: 'b', limit: 3, descending: true });
    expect(service.asked.map(({ input }) => input)).toEqual([
      expect.objectContaining({ ConsistentRead: true, KeyConditionExpression: '#pk = :pk AND begins_with(#sk, :prefix)' }),
      expect.objectContaining({ ConsistentRead: false, IndexName: 'second', Limit: 3, ScanIndexForward: false }),
    ]);
  });

  it('writes one item alone as a single write, and a check or a list as a transaction', async () => {
    const { table, service } = await open([ok()]);
    await table.write([other]);
    await table.write([{ kind: 'delete', key: { pk: 'p', sk: 's' } }]);
    await table.write([{ kind: 'check', key: { pk: 'p', sk: 's' }, when: 'absent' }]);
    await table.write([other, next]);
    expect(service.asked.map(({ operation }) => operation)).toEqual(['PutItem', 'DeleteItem', 'TransactWriteItems', 'TransactWriteItems']);
  });
});
