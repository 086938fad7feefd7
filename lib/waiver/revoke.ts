import { auditRecord } from '../audit/record.ts';
import { actorName, type Caller, requireScope } from '../model/actor.ts';
import { AppError } from '../model/error.ts';
import { instant } from '../ports/clock.ts';
import type { Deps } from '../ports/deps.ts';
import { keys } from '../store/keys.ts';
import { decode } from '../store/record.ts';
import { outboxEvent } from '../webhook/outbox.ts';
import { viewWaiver, type WaiverView, waiverRecord } from './record.ts';

/** Ends a waiver now. Doing it twice is no error and leaves the first time. Throws `not-found`, `conflict`. */
export const revokeWaiver = async (deps: Pick<Deps, 'table' | 'clock' | 'ids'>, caller: Caller, id: string): Promise<WaiverView> => {
  requireScope(caller, 'waiver:write');
  const item = await deps.table.get(keys.waiver(caller.tenant, id));
  if (!item) throw new AppError('not-found', 'there is no such waiver');
  const record = decode(waiverRecord, item);
  if (record.revokedAt !== null) return viewWaiver(record, deps.clock.now());
  const revoked = { ...record, revokedAt: instant(deps.clock), revokedBy: actorName(caller.actor) };
  const written = await deps.table.write([
    { kind: 'put', when: { version: item.version }, item: { ...item, version: item.version + 1, body: revoked } },
    auditRecord(deps, caller, 'waiver.revoke', id, { reason: record.reason }),
    ...outboxEvent(deps, caller.tenant, 'waiver.revoked', revoked),
  ]);
  if (written.kind === 'conflict') throw new AppError('conflict', 'the waiver is being changed by others, try again');
  return viewWaiver(revoked, deps.clock.now());
};
