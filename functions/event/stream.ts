import * as z from 'zod';
import type { Key } from '../../lib/ports/table.ts';

const text = z.object({ S: z.string().min(1) });

/** Source: Lambda developer guide, Using Lambda with DynamoDB, example event. Images are left out: what counts is the item as it is now. */
const streamEvent = z.object({
  Records: z.array(
    z.object({
      eventID: z.string(),
      eventName: z.enum(['INSERT', 'MODIFY', 'REMOVE']),
      dynamodb: z.object({ Keys: z.object({ pk: text, sk: text }) }),
    }),
  ),
});

/** The keys of items that were written, each once. */
export const writtenKeys = (event: unknown): readonly Key[] => {
  const records = streamEvent.parse(event).Records.filter(({ eventName }) => eventName !== 'REMOVE');
  const keys = records.map(({ dynamodb }): Key => ({ pk: dynamodb.Keys.pk.S, sk: dynamodb.Keys.sk.S }));
  return [...new Map(keys.map((key) => [JSON.stringify([key.pk, key.sk]), key])).values()];
};
