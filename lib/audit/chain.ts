import * as z from 'zod';
import { type Digest, digestOf } from '../model/digest.ts';
import { type JsonObject, objectAt } from '../model/json.ts';
import { digestSchema } from '../store/subject.ts';

/**
 * A record's place in the chain of its tenant's shard. `hash` covers the record, its place and the predecessor's hash: a record that is
 * changed, moved, taken out or put in between breaks every hash after it.
 */
export const auditLink = z.strictObject({ sequence: z.int().positive(), previous: digestSchema, hash: digestSchema });
export type AuditLink = Readonly<z.infer<typeof auditLink>>;

/** Which chain: a tenant has one for each shard, so that no item is written by every change of a tenant. */
export type Chain = { readonly tenant: string; readonly shard: number };

/** Where a chain ends: kept apart from the records, so that cutting off the newest is seen too. */
export type AuditHead = { readonly sequence: number; readonly hash: Digest };

/** What the first record of a chain follows. */
export const genesis = (chain: Chain): AuditHead => ({ sequence: 0, hash: digestOf({ chain: [chain.tenant, chain.shard] }) });

export const linkAfter = (head: AuditHead, chain: Chain, record: JsonObject): AuditLink => {
  const { link: _, ...content } = record;
  const sequence = head.sequence + 1;
  const place = [chain.tenant, chain.shard, sequence];
  return { sequence, previous: head.hash, hash: digestOf({ place, previous: head.hash, record: content }) };
};

/** The link that a record carries; undefined while it waits to be sealed, null where something else is in its place. */
export const linkOf = (record: JsonObject): AuditLink | undefined | null => {
  if (record['link'] === undefined) return undefined;
  const parsed = auditLink.safeParse(objectAt(record, 'link'));
  return parsed.success ? parsed.data : null;
};
