import { createHash } from 'node:crypto';
import type { Digest } from '../model/digest.ts';
import type { Key } from '../ports/table.ts';

/** Time-ordered lists of a tenant are spread over this many partitions a day; a partition takes 1,000 writes a second. */
export const timelineShards = 8;
/** Work that falls due is spread over this many partitions. */
export const dueShards = 8;

export const shardOf = (id: string, shards: number): number => createHash('sha256').update(id).digest().readUInt16BE(0) % shards;

const day = (at: number): string => new Date(at).toISOString().slice(0, 10);

export type Timeline = 'scans' | 'verdicts' | 'deny' | 'warn' | 'allow' | 'unknown' | 'audit';

/** `docs/data-model.md` has every access pattern with its key. Nothing else in the product builds a key. */
export const keys = {
  scan: (tenant: string, id: string): Key => ({ pk: `t#${tenant}#scan#${id}`, sk: 'scan' }),
  scanStep: (tenant: string, id: string, step: string): Key => ({ pk: `t#${tenant}#scan#${id}`, sk: `step#${step}` }),
  verdict: (tenant: string, id: string): Key => ({ pk: `t#${tenant}#verdict#${id}`, sk: 'verdict' }),
  timeline: (tenant: string, list: Timeline, at: number, id: string): Key => ({
    pk: timelinePartition(tenant, list, day(at), shardOf(id, timelineShards)),
    sk: id,
  }),
  subjectVerdict: (tenant: string, subject: Digest, id: string): Key => ({ pk: `t#${tenant}#subject#${subject}`, sk: `verdict#${id}` }),
  latest: (tenant: string, subject: Digest, policy: string): Key => ({ pk: `t#${tenant}#subject#${subject}`, sk: `latest#${policy}` }),
  repositoryVerdict: (tenant: string, repository: string, id: string): Key => ({
    pk: `t#${tenant}#repository#${repository}`,
    sk: `verdict#${id}`,
  }),
  policyVerdict: (tenant: string, policy: string, at: number, id: string): Key => ({
    pk: `t#${tenant}#policy-verdicts#${policy}#${day(at)}#${shardOf(id, timelineShards)}`,
    sk: id,
  }),
  image: (tenant: string, digest: Digest, inspector: string): Key => ({ pk: `t#${tenant}#image#${digest}`, sk: `evidence#${inspector}` }),
  layer: (digest: Digest, inspector: string): Key => ({ pk: `layer#${digest}`, sk: `result#${inspector}` }),
  policyVersion: (tenant: string, name: string, digest: Digest): Key => ({ pk: `t#${tenant}#policy#${name}`, sk: `version#${digest}` }),
  policyActive: (tenant: string, name: string): Key => ({ pk: `t#${tenant}#policies`, sk: `policy#${name}` }),
  policyMapping: (tenant: string): Key => ({ pk: `t#${tenant}#policies`, sk: 'mapping' }),
  waiver: (tenant: string, id: string): Key => ({ pk: `t#${tenant}#waivers`, sk: id }),
  webhook: (tenant: string, id: string): Key => ({ pk: `t#${tenant}#webhooks`, sk: id }),
  delivery: (tenant: string, webhook: string, id: string): Key => ({ pk: `t#${tenant}#webhook#${webhook}`, sk: `delivery#${id}` }),
  event: (tenant: string, id: string): Key => ({ pk: `t#${tenant}#event#${id}`, sk: 'event' }),
  apiKey: (publicId: string): Key => ({ pk: `key#${publicId}`, sk: 'key' }),
  tenantKey: (tenant: string, id: string): Key => ({ pk: `t#${tenant}#keys`, sk: id }),
  idempotency: (tenant: string, operation: string, key: string): Key => ({
    pk: `t#${tenant}#idempotency#${operation}#${createHash('sha256').update(key).digest('hex')}`,
    sk: 'idempotency',
  }),
  audit: (tenant: string, at: number, id: string): Key => ({
    pk: timelinePartition(tenant, 'audit', day(at), shardOf(id, timelineShards)),
    sk: id,
  }),
  /** Index `second`: what must be looked at again at a time (leases, retries, outbox). `at` in milliseconds. */
  due: (id: string, at: number): Key => ({ pk: duePartition(shardOf(id, dueShards)), sk: `${new Date(at).toISOString()}#${id}` }),
  setting: (name: string): Key => ({ pk: 'settings', sk: name }),
} as const;

export const timelinePartition = (tenant: string, list: Timeline, isoDay: string, shard: number): string =>
  `t#${tenant}#${list}#${isoDay}#${shard}`;

export const duePartition = (shard: number): string => `due#${shard}`;
