import { readFileSync } from 'node:fs';
import { isObject, type Json, type JsonObject } from '../../lib/model/json.ts';
import type { Key } from '../../lib/ports/table.ts';

/** A published example of an event. */
export const fixture = (name: string): JsonObject => {
  const value: Json = JSON.parse(readFileSync(`test/fixtures/events/${name}.json`, 'utf8'));
  if (!isObject(value)) throw new Error(`${name} is no event`);
  return value;
};

/** The event with another value at a path, or without it. */
export const changed = (event: JsonObject, path: readonly string[], value?: Json): JsonObject => {
  const [first = '', ...rest] = path;
  const { [first]: member, ...others } = event;
  if (rest.length === 0) return value === undefined ? others : { ...others, [first]: value };
  return { ...others, [first]: changed(isObject(member) ? member : {}, rest, value) };
};

export const queueEvent = (...bodies: readonly (string | object)[]): JsonObject => ({
  Records: bodies.map((body, index) => ({
    messageId: `message-${index}`,
    receiptHandle: `handle-${index}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: { ApproximateReceiveCount: '2' },
  })),
});

export const inTime = { getRemainingTimeInMillis: () => 300_000 };

/** What the table's stream tells of items that were written. */
export const streamOf = (keys: readonly Key[]): object => ({
  Records: keys.map(({ pk, sk }, index) => ({
    eventID: String(index),
    eventName: 'INSERT',
    dynamodb: { Keys: { pk: { S: pk }, sk: { S: sk } } },
  })),
});
