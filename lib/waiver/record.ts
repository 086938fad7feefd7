import * as z from 'zod';
import { longestGlob } from '../model/glob.ts';
import { isExpired, type Waiver } from '../model/waiver.ts';
import { digestSchema } from '../store/subject.ts';

const glob = z.string().min(1).max(longestGlob);

/** At least one of `rule`, `fingerprint` and `package` must say which finding is meant. */
export const waiverScopeSchema = z
  .strictObject({
    rule: z.string().min(1).max(400).exactOptional(),
    fingerprint: digestSchema.exactOptional(),
    package: z.string().min(1).max(512).exactOptional(),
    path: glob.exactOptional(),
    image: digestSchema.exactOptional(),
    repository: glob.exactOptional(),
    namespace: glob.exactOptional(),
    environment: glob.exactOptional(),
    object: glob.exactOptional(),
    container: glob.exactOptional(),
  })
  .refine(({ rule, fingerprint, package: named }) => rule !== undefined || fingerprint !== undefined || named !== undefined, {
    message: 'one of rule, fingerprint and package is needed',
  });

export const waiverRecord = z.object({
  id: z.string(),
  scope: waiverScopeSchema,
  reason: z.string(),
  author: z.string(),
  ticket: z.string().nullable(),
  expiresAt: z.string().nullable(),
  untilFixed: z.boolean(),
  createdAt: z.string(),
  createdBy: z.string(),
  revokedAt: z.string().nullable(),
  revokedBy: z.string().nullable(),
  /** It holds only once somebody else has approved it. */
  needsApproval: z.boolean().default(false),
  approvedAt: z.string().nullable().default(null),
  approvedBy: z.string().nullable().default(null),
});
export type WaiverRecord = z.infer<typeof waiverRecord>;

export const waiverStates = ['pending', 'active', 'expired', 'revoked'] as const;
export type WaiverState = (typeof waiverStates)[number];
export type WaiverView = WaiverRecord & { readonly state: WaiverState };

export const viewWaiver = (record: WaiverRecord, now: number): WaiverView => ({ ...record, state: stateOf(record, now) });

const stateOf = (record: WaiverRecord, now: number): WaiverState => {
  if (record.revokedAt !== null) return 'revoked';
  if (isExpired(waiverOf(record), now)) return 'expired';
  return record.needsApproval && record.approvedAt === null ? 'pending' : 'active';
};

/** Made and, where that is needed, approved by then, and not taken back: its end is the judgement's to look at. */
export const isInForce = ({ createdAt, revokedAt, needsApproval, approvedAt }: WaiverRecord, at: number): boolean => {
  const since = needsApproval ? approvedAt : createdAt;
  return since !== null && Date.parse(since) <= at && (revokedAt === null || Date.parse(revokedAt) > at);
};

/** The record as verdicts use it. */
export const waiverOf = (record: WaiverRecord): Waiver => ({
  id: record.id,
  scope: record.scope,
  reason: record.reason,
  author: record.author,
  origin: 'stored',
  untilFixed: record.untilFixed,
  ...(record.ticket !== null && { ticket: record.ticket }),
  ...(record.expiresAt !== null && { expiresAt: record.expiresAt }),
});
