import type { Item, Key } from '../ports/table.ts';

/** The attributes of the one table. A home that stores others counts other bytes, and its limits drift from the rest. */
export const attributes = {
  pk: 'pk',
  sk: 'sk',
  version: 'version',
  body: 'body',
  firstPk: 'first_pk',
  firstSk: 'first_sk',
  secondPk: 'second_pk',
  secondSk: 'second_sk',
  expiresAt: 'expires_at',
} as const;

const utf8 = (text: string): number => Buffer.byteLength(text);

// A byte for two significant digits and one more. Source: DynamoDB developer guide, item sizes and formats.
const numberBytes = (value: number): number => Math.ceil(String(value).replace(/0+$/, '').length / 2) + 1;

const indexBytes = (key: Key | undefined, names: readonly [string, string]): number =>
  key === undefined ? 0 : utf8(names[0]) + utf8(key.pk) + utf8(names[1]) + utf8(key.sk);

/**
 * An item's size as DynamoDB counts it: UTF-8 bytes of names and values. The body is one string attribute that holds JSON (`text`),
 * so that depth, number range and key order survive: a DynamoDB map ends at 32 levels and 38 digits.
 */
export const itemBytes = (item: Item, text: string = JSON.stringify(item.body)): number =>
  indexBytes(item, [attributes.pk, attributes.sk]) +
  utf8(attributes.version) +
  numberBytes(item.version) +
  utf8(attributes.body) +
  utf8(text) +
  indexBytes(item.first, [attributes.firstPk, attributes.firstSk]) +
  indexBytes(item.second, [attributes.secondPk, attributes.secondSk]) +
  (item.expiresAt === undefined ? 0 : utf8(attributes.expiresAt) + numberBytes(item.expiresAt));
