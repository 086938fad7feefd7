import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { Item, Key } from '../../ports/table.ts';
import { itemBytes } from '../../store/size.ts';
import type { Row, Value } from './driver.ts';

export const columns = 'pk, sk, version, body, bytes, first_pk, first_sk, second_pk, second_sk, expires_at';

export const textOf = (row: Row, column: string): string => {
  const value = row[column];
  if (typeof value !== 'string') throw new Error(`column ${column} holds no text`);
  return value;
};

export const numberOf = (row: Row, column: string): number => {
  const value = row[column];
  if (typeof value !== 'number' && typeof value !== 'bigint') throw new Error(`column ${column} holds no number`);
  return Number(value);
};

/** The value of a column that this adapter wrote as the JSON of an object. */
export const objectOf = (row: Row, column: string): JsonObject => {
  const value: Json = JSON.parse(textOf(row, column));
  if (!isObject(value)) throw new Error(`column ${column} holds no object`);
  return value;
};

const keyOf = (row: Row, index: 'first' | 'second'): Key | undefined =>
  row[`${index}_pk`] === null ? undefined : { pk: textOf(row, `${index}_pk`), sk: textOf(row, `${index}_sk`) };

export const itemOf = (row: Row): Item => {
  const first = keyOf(row, 'first');
  const second = keyOf(row, 'second');
  return {
    pk: textOf(row, 'pk'),
    sk: textOf(row, 'sk'),
    version: numberOf(row, 'version'),
    body: objectOf(row, 'body'),
    ...(first && { first }),
    ...(second && { second }),
    ...(row['expires_at'] !== null && { expiresAt: numberOf(row, 'expires_at') }),
  };
};

/** In the order of `columns`. */
export const valuesOf = (item: Item, body: string): Value[] => [
  item.pk,
  item.sk,
  item.version,
  body,
  itemBytes(item, body),
  item.first?.pk ?? null,
  item.first?.sk ?? null,
  item.second?.pk ?? null,
  item.second?.sk ?? null,
  item.expiresAt ?? null,
];
