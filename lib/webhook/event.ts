import * as z from 'zod';
import { AppError } from '../model/error.ts';
import { isObject, type JsonObject } from '../model/json.ts';

/** An event as stored and as every format is made of it. `at` is when it happened, RFC 3339 UTC. */
export type WebhookEvent = {
  readonly id: string;
  readonly tenant: string;
  readonly type: string;
  readonly at: string;
  readonly data: JsonObject;
};

const schema = z.looseObject({ id: z.string(), tenant: z.string(), type: z.string(), at: z.string() });

export const readEvent = (body: JsonObject): WebhookEvent => {
  const parsed = schema.safeParse(body);
  const data = body['data'];
  if (!parsed.success || !isObject(data)) throw new AppError('internal', 'a stored event cannot be read');
  const { id, tenant, type, at } = parsed.data;
  return { id, tenant, type, at, data };
};
