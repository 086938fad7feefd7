import { AppError } from '../model/error.ts';
import type { Json } from '../model/json.ts';
import type { Key, Query, WriteAction } from '../ports/table.ts';
import { itemBytes } from './size.ts';

/**
 * What DynamoDB allows, held by every home so that what runs on one machine runs in AWS.
 * Source: Amazon DynamoDB developer guide, quotas; TransactWriteItems.
 */
export const limits = {
  itemBytes: 400 * 1024,
  actions: 100,
  transactionBytes: 4 * 1024 * 1024,
  pageBytes: 1024 * 1024,
  batchKeys: 100,
  partitionKeyBytes: 2048,
  sortKeyBytes: 1024,
} as const;

const refuse = (message: string): never => {
  throw new AppError('invalid-request', message);
};

// A lone surrogate has no UTF-8 form: it would be stored as another text than was asked for.
const unstorable = /\0|\p{Surrogate}/u;

const checkPart = (text: string, name: string, bytes: number): void => {
  if (text === '') refuse(`${name} is empty`);
  if (unstorable.test(text)) refuse(`${name} holds NUL or half a surrogate pair`);
  if (Buffer.byteLength(text) > bytes) refuse(`${name} is longer than ${bytes} bytes`);
};

export const checkKey = (key: Key): void => {
  checkPart(key.pk, 'a partition key', limits.partitionKeyBytes);
  checkPart(key.sk, 'a sort key', limits.sortKeyBytes);
};

const holdsNul = (value: Json): boolean => {
  if (typeof value === 'string') return value.includes('\0');
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, member]) => name.includes('\0') || holdsNul(member));
};

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

/** Gives the transaction's actions with each item's body as the text that is stored. */
export const checkedActions = (actions: readonly WriteAction[]): readonly { action: WriteAction; key: Key; body: string }[] => {
  if (actions.length > limits.actions) throw new AppError('too-large', `a transaction has at most ${limits.actions} actions`);
  const checked = actions.map(checkedAction);
  if (new Set(checked.map(({ key }) => JSON.stringify([key.pk, key.sk]))).size < checked.length) refuse('a transaction names a key twice');
  const bytes = checked.reduce((sum, one) => sum + one.bytes, 0);
  if (bytes > limits.transactionBytes) throw new AppError('too-large', `a transaction writes at most ${limits.transactionBytes} bytes`);
  return checked;
};

const checkedAction = (action: WriteAction): { action: WriteAction; key: Key; body: string; bytes: number } => {
  if (action.kind !== 'put') {
    checkKey(action.key);
    return { action, key: action.key, body: '', bytes: 0 };
  }
  const { item } = action;
  for (const key of [item, item.first, item.second]) if (key) checkKey(key);
  if (!isCount(item.version)) refuse('a version is a whole number');
  if (item.expiresAt !== undefined && !isCount(item.expiresAt)) refuse('a time of expiry is a whole number of seconds');
  const body = JSON.stringify(item.body);
  // Escaped in JSON, so the search of the text is exact enough to skip the walk nearly always.
  if (body.includes('\\u0000') && holdsNul(item.body)) refuse('a stored text holds NUL');
  const bytes = itemBytes(item, body);
  if (bytes > limits.itemBytes) throw new AppError('too-large', `an item has at most ${limits.itemBytes} bytes`);
  return { action, key: item, body, bytes };
};

export const checkQuery = (query: Query): void => {
  checkPart(query.partition, 'a partition key', limits.partitionKeyBytes);
  for (const bound of [query.prefix, query.from, query.to])
    if (bound !== undefined) checkPart(bound, 'a bound of a range', limits.sortKeyBytes);
  // DynamoDB takes one condition on the sort key: begins_with or a range.
  if (query.prefix !== undefined && (query.from !== undefined || query.to !== undefined))
    refuse('a query has a prefix or a range, not both');
  if (query.limit !== undefined && !(Number.isSafeInteger(query.limit) && query.limit >= 1)) refuse('a limit is a whole number from 1');
};
