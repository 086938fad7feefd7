import { gunzipSync, gzipSync } from 'node:zlib';
import * as z from 'zod';
import { onUse } from '../../model/on-use.ts';

/** The answer that a repeated request gets again. `body` null: too large to keep, the answer's Location tells where it is. */
const answer = onUse(() => z.strictObject({ status: z.int(), headers: z.record(z.string(), z.string()), body: z.string().nullable() }));
export type StoredAnswer = Readonly<z.infer<ReturnType<typeof answer>>>;

/** Times in milliseconds since the epoch. A running request that is older than its lease has died with its process. */
export const idempotencyRecord = onUse(() =>
  z.strictObject({
    fingerprint: z.string(),
    expiresAt: z.number(),
    leaseEndsAt: z.number(),
    answer: answer().nullable(),
  }),
);
export type IdempotencyRecord = Readonly<z.infer<ReturnType<typeof idempotencyRecord>>>;

// An item of the table holds 400 KB with everything in it.
const largestPacked = 350_000;
const keptHeaders = ['content-type', 'location', 'retry-after', 'etag', 'link', 'cache-control', 'content-location', 'preference-applied'];

export const packAnswer = async (response: Response): Promise<StoredAnswer> => {
  const headers = Object.fromEntries(keptHeaders.flatMap((name) => [...pair(name, response.headers.get(name))]));
  const packed = gzipSync(Buffer.from(await response.arrayBuffer())).toString('base64');
  return { status: response.status, headers, body: packed.length > largestPacked ? null : packed };
};

export const unpackAnswer = ({ status, headers, body }: StoredAnswer): Response => {
  const replayed = { ...headers, 'idempotency-replayed': 'true' };
  // 303: the result is there, under its own address. Source: RFC 9110 section 15.4.4.
  if (body === null) return new Response(null, { status: 303, headers: replayed });
  const bytes = gunzipSync(Buffer.from(body, 'base64'));
  return new Response(bytes.length === 0 ? null : new Uint8Array(bytes), { status, headers: replayed });
};

const pair = (name: string, value: string | null): [string, string][] => (value === null ? [] : [[name, value]]);
