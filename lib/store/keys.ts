import { createHash } from 'node:crypto';
import type { Digest } from '../model/digest.ts';
import type { Decision } from '../model/verdict.ts';
import type { Key } from '../ports/table.ts';

/** Time-ordered lists of a tenant are spread over this many partitions a day; a partition takes 1,000 writes a second. */
export const timelineShards = 8;
/** Work that falls due is spread over this many partitions. */
export const dueShards = 8;

export const shardOf = (id: string, shards: number): number => createHash('sha256').update(id).digest().readUInt16BE(0) % shards;

const day = (at: number): string => new Date(at).toISOString().slice(0, 10);

/**
 * A list in the order of time. Its entries are spread over shards in buckets of a day, or of a month where a list grows slowly
 * and there are many such lists.
 */
export type TimeList = { readonly name: string; readonly bucket: 'day' | 'month' };

// Names that people choose must not look like two parts of a key.
const part = (text: string): string => text.replaceAll('%', '%25').replaceAll('#', '%23');

export const lists = {
  scans: { name: 'scans', bucket: 'day' },
  verdicts: { name: 'verdicts', bucket: 'day' },
  decision: (decision: Decision): TimeList => ({ name: decision, bucket: 'day' }),
  policy: (policy: string): TimeList => ({ name: `policy-verdicts#${part(policy)}`, bucket: 'day' }),
  repository: (repository: string): TimeList => ({ name: `repository#${part(repository)}`, bucket: 'month' }),
  replays: { name: 'replays', bucket: 'month' },
  deployments: { name: 'deployments', bucket: 'month' },
  environment: (environment: string): TimeList => ({ name: `environment#${part(environment)}`, bucket: 'month' }),
} as const;

export const bucketOf = (list: TimeList, at: number): string => day(at).slice(0, list.bucket === 'day' ? 10 : 7);

export const listPartition = (tenant: string, list: TimeList, bucket: string, shard: number): string =>
  `t#${tenant}#${list.name}#${bucket}#${shard}`;

/** `docs/data-model.md` has every access pattern with its key. Nothing else in the product builds a key. */
export const keys = {
  scan: (tenant: string, id: string): Key => ({ pk: `t#${tenant}#scan#${id}`, sk: 'scan' }),
  scanLease: (tenant: string, id: string): Key => ({ pk: `t#${tenant}#scan#${id}`, sk: 'lease' }),
  /** There while the scan has ended and is to be tried again. */
  scanLater: (tenant: string, id: string): Key => ({ pk: `t#${tenant}#scan#${id}`, sk: 'later' }),
  /** What was handed in, and what a step found: documents, see `document.ts`. */
  scanStep: (tenant: string, id: string, step: 'input' | 'resolved' | 'matches' | 'attached'): Key => ({
    pk: `t#${tenant}#scan#${id}`,
    sk: `step#${step}`,
  }),
  verdict: (tenant: string, id: string): Key => ({ pk: `t#${tenant}#verdict#${id}`, sk: 'verdict' }),
  /** The texts of a verdict that no scan made, so that it can be judged again. */
  verdictInput: (tenant: string, id: string): Key => ({ pk: `t#${tenant}#verdict#${id}`, sk: 'input' }),
  listed: (tenant: string, list: TimeList, at: number, id: string): Key => ({
    pk: listPartition(tenant, list, bucketOf(list, at), shardOf(id, timelineShards)),
    sk: id,
  }),
  /** One for each bucket that has entries, so that a reader never asks for empty days. Written once a process, not once an entry. */
  listMark: (tenant: string, list: TimeList, bucket: string): Key => ({ pk: listMarks(tenant, list), sk: bucket }),
  subjectVerdict: (tenant: string, subject: Digest, id: string): Key => ({ pk: `t#${tenant}#subject#${subject}`, sk: `verdict#${id}` }),
  latest: (tenant: string, subject: Digest, policy: string): Key => ({
    pk: `t#${tenant}#subject#${subject}`,
    sk: `latest#${part(policy)}`,
  }),
  image: (tenant: string, digest: Digest, inspector: string): Key => ({ pk: `t#${tenant}#image#${digest}`, sk: `evidence#${inspector}` }),
  /** An image by all of its layers, for those that are built on it. */
  chain: (tenant: string, chain: Digest): Key => ({ pk: `t#${tenant}#chain#${chain}`, sk: 'image' }),
  layer: (digest: Digest, inspector: string): Key => ({ pk: `layer#${digest}`, sk: `result#${inspector}` }),
  /** What of a layer is to be seen in an image, packages alone: `content` is the hash of both. Images that share a layer share it. */
  content: (content: Digest): Key => ({ pk: `content#${content}`, sk: 'indexed' }),
  contentImage: (content: Digest, tenant: string, image: Digest | ''): Key => ({
    pk: `content#${content}`,
    sk: `image#${part(tenant)}#${image}`,
  }),
  packageContent: (type: string, name: string, content: Digest, version: string): Key => ({
    pk: packagePartition(type, name),
    sk: `${content}#${bounded(part(version))}`,
  }),
  packageName: (short: string, type: string, name: string): Key => ({
    pk: `package-name#${bounded(part(short))}`,
    sk: `${part(type)}#${bounded(part(name))}`,
  }),
  rejudgeBatch: (tenant: string, id: string): Key => ({ pk: `t#${tenant}#batch#${id}`, sk: 'batch' }),
  /** Put in the transaction that records a verdict anew: of two workers one succeeds. */
  rejudged: (tenant: string, verdictId: string, database: Digest): Key => ({
    pk: `t#${tenant}#verdict#${verdictId}`,
    sk: `rejudged#${database}`,
  }),
  policyVersion: (tenant: string, name: string, digest: Digest): Key => ({ pk: `t#${tenant}#policy#${name}`, sk: `version#${digest}` }),
  policyActive: (tenant: string, name: string): Key => ({ pk: `t#${tenant}#policies`, sk: `policy#${name}` }),
  policyMapping: (tenant: string): Key => ({ pk: `t#${tenant}#policies`, sk: 'mapping' }),
  admissionSettings: (tenant: string, policy: string): Key => ({ pk: `t#${tenant}#admission`, sk: `settings#${part(policy)}` }),
  replay: (tenant: string, id: string): Key => ({ pk: `t#${tenant}#replay#${id}`, sk: 'replay' }),
  replayPage: (tenant: string, id: string, page: number): Key => ({
    pk: `t#${tenant}#replay#${id}`,
    sk: `page#${String(page).padStart(6, '0')}`,
  }),
  deployment: (tenant: string, id: string): Key => ({ pk: `t#${tenant}#deployment#${id}`, sk: 'deployment' }),
  /** What runs now. `of` names what replaces each other: an image's repository, or a kind of files. */
  running: (tenant: string, { environment, service, of }: RunningPlace): Key => ({
    pk: `t#${tenant}#running#${part(environment)}`,
    sk: `${service === null ? '' : part(service)}#${bounded(part(of))}`,
  }),
  waiver: (tenant: string, id: string): Key => ({ pk: `t#${tenant}#waivers`, sk: id }),
  waiverSettings: (tenant: string): Key => ({ pk: `t#${tenant}#settings`, sk: 'waivers' }),
  webhook: (tenant: string, id: string): Key => ({ pk: `t#${tenant}#webhooks`, sk: id }),
  delivery: (tenant: string, webhook: string, id: string): Key => ({ pk: `t#${tenant}#webhook#${webhook}`, sk: `delivery#${id}` }),
  webhookHealth: (tenant: string, webhook: string): Key => ({ pk: `t#${tenant}#webhook#${webhook}`, sk: 'health' }),
  event: (tenant: string, id: string): Key => ({ pk: `t#${tenant}#event#${id}`, sk: 'event' }),
  apiKey: (publicId: string): Key => ({ pk: `key#${publicId}`, sk: 'key' }),
  tenantKey: (tenant: string, id: string): Key => ({ pk: `t#${tenant}#keys`, sk: id }),
  quota: (tenant: string, keyId: string): Key => ({ pk: `t#${tenant}#quota#${keyId}`, sk: 'requests' }),
  idempotency: (tenant: string, operation: string, key: string): Key => ({
    pk: `t#${tenant}#idempotency#${operation}#${createHash('sha256').update(key).digest('hex')}`,
    sk: 'idempotency',
  }),
  audit: (tenant: string, at: number, id: string): Key => ({
    pk: timelinePartition(tenant, 'audit', day(at), shardOf(id, timelineShards)),
    sk: id,
  }),
  auditHead: ({ tenant, shard }: { readonly tenant: string; readonly shard: number }): Key => ({
    pk: `t#${tenant}#audit-chain`,
    sk: `head#${shard}`,
  }),
  /** Index `second`: what must be looked at again at a time, by kind of id (`scan`, `later`, `evt`, `dlv`). `at` in milliseconds. */
  due: (id: string, at: number): Key => ({
    pk: duePartition(id.slice(0, Math.max(id.indexOf('_'), 0)), shardOf(id, dueShards)),
    sk: `${new Date(at).toISOString()}#${id}`,
  }),
  setting: (name: string): Key => ({ pk: 'settings', sk: name }),
} as const;

export type RunningPlace = { readonly environment: string; readonly service: string | null; readonly of: string };

/** Names come from images: one that is longer than a key may be goes in as its hash. */
const bounded = (text: string): string => (Buffer.byteLength(text) <= 500 ? text : createHash('sha256').update(text).digest('hex'));

export const packagePartition = (type: string, name: string): string => `package#${part(type)}#${bounded(part(name))}`;

export const listMarks = (tenant: string, list: TimeList): string => `t#${tenant}#marks#${list.name}`;

/** The audit's own list: always by day. */
export const timelinePartition = (tenant: string, list: 'audit', isoDay: string, shard: number): string =>
  `t#${tenant}#${list}#${isoDay}#${shard}`;

/** The tenant and the shard in the partition of an audit record: the tenant is all that stands before the list's name. */
export const chainOfAudit = (partition: string): { readonly tenant: string; readonly shard: number } => {
  const parts = partition.split('#');
  return { tenant: parts.slice(1, -3).join('#'), shard: Number(parts.at(-1)) };
};

export const duePartition = (kind: string, shard: number): string => `due#${kind}#${shard}`;
