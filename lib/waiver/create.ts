import * as z from 'zod';
import { auditRecord } from '../audit/record.ts';
import { actorName, type Caller, requireScope } from '../model/actor.ts';
import { AppError } from '../model/error.ts';
import { nearest } from '../model/nearest.ts';
import { isForeignId } from '../policy/foreign/id.ts';
import { instant } from '../ports/clock.ts';
import type { Deps } from '../ports/deps.ts';
import { findRules, nearestRule, whyNoRule } from '../rule/find.ts';
import { keys } from '../store/keys.ts';
import { vulnerabilityRule } from '../verdict/vulnerability.ts';
import { outboxEvent } from '../webhook/outbox.ts';
import { viewWaiver, type WaiverRecord, type WaiverView, waiverScopeSchema } from './record.ts';
import { loadWaiverSettings } from './settings.ts';

/** What is asked of somebody who accepts a finding: which one, why, and until when. `author`: who decided, when it is not the caller. */
export const newWaiverSchema = z.strictObject({
  scope: waiverScopeSchema,
  reason: z.string().trim().min(1).max(2_000),
  author: z.string().trim().min(1).max(200).optional(),
  ticket: z.string().trim().min(1).max(500).optional(),
  expiresAt: z.iso.datetime({ offset: true }).optional(),
  untilFixed: z.boolean().optional(),
});
export type NewWaiver = z.infer<typeof newWaiverSchema>;

/** Where the tenant wants that, it waits for another key's approval. Throws `invalid-request` for an end in the past and for a rule that nobody knows. */
export const createWaiver = async (deps: Pick<Deps, 'table' | 'clock' | 'ids'>, caller: Caller, input: NewWaiver): Promise<WaiverView> => {
  requireScope(caller, 'waiver:write');
  refusePastEnd(input.expiresAt, deps.clock.now());
  refuseUnknownRule(input.scope.rule);
  const record: WaiverRecord = {
    id: deps.ids.next('wvr'),
    scope: input.scope,
    reason: input.reason,
    author: input.author ?? actorName(caller.actor),
    ticket: input.ticket ?? null,
    expiresAt: input.expiresAt === undefined ? null : new Date(input.expiresAt).toISOString(),
    untilFixed: input.untilFixed ?? false,
    createdAt: instant(deps.clock),
    createdBy: actorName(caller.actor),
    revokedAt: null,
    revokedBy: null,
    needsApproval: (await loadWaiverSettings(deps, caller.tenant)).settings.approval === 'another-key',
    approvedAt: null,
    approvedBy: null,
  };
  const written = await deps.table.write([
    { kind: 'put', when: 'absent', item: { ...keys.waiver(caller.tenant, record.id), version: 1, body: record } },
    auditRecord(deps, caller, 'waiver.create', record.id, { scope: record.scope, reason: record.reason, expiresAt: record.expiresAt }),
    ...outboxEvent(deps, caller.tenant, 'waiver.created', record),
  ]);
  if (written.kind === 'conflict') throw new AppError('conflict', 'the waiver could not be stored, try again');
  return viewWaiver(record, deps.clock.now());
};

const refusePastEnd = (expiresAt: string | undefined, now: number): void => {
  if (expiresAt === undefined || Date.parse(expiresAt) > now) return;
  throw new AppError('invalid-request', 'expiresAt must be in the future', {
    places: [{ pointer: '/expiresAt', message: 'this time has passed', fix: 'give a time in the future, or leave it out' }],
  });
};

// Ids of vulnerabilities are many and new ones come every day; what looks like one is taken as it is.
const vulnerabilityId = /^[A-Za-z]{2,}-[A-Za-z0-9]+([-:][A-Za-z0-9.]+)*$/;

/** A waiver with a typing mistake in its rule would accept nothing, and nobody would know why. */
const refuseUnknownRule = (rule: string | undefined): void => {
  // Of other engines' policies no list is at hand: each policy has its own.
  if (rule === undefined || rule === vulnerabilityRule || isForeignId(rule) || findRules(rule).length > 0) return;
  const why = whyNoRule(rule);
  const meant = why === undefined ? (nearestRule(rule) ?? nearest(rule, [vulnerabilityRule])) : undefined;
  if (why === undefined && meant === undefined && vulnerabilityId.test(rule)) return;
  throw new AppError('invalid-request', 'no rule has this id or alias', {
    places: [
      {
        pointer: '/scope/rule',
        message: `no rule has the id or alias ${rule}${why === undefined ? '' : `: ${why}`}`,
        ...(meant && { fix: `did you mean ${meant}?` }),
      },
    ],
  });
};
