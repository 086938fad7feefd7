import { auditRecord } from '../audit/record.ts';
import { findById } from '../key/find.ts';
import { actorName, type Caller, requireScope } from '../model/actor.ts';
import { AppError } from '../model/error.ts';
import { instant } from '../ports/clock.ts';
import type { Deps } from '../ports/deps.ts';
import { keys } from '../store/keys.ts';
import { decode } from '../store/record.ts';
import { outboxEvent } from '../webhook/outbox.ts';
import { viewWaiver, type WaiverView, waiverRecord } from './record.ts';

/**
 * Lets a waiver hold that waited for it. Four eyes: neither the key that made it nor one that this key has made may approve. Approving twice is no
 * error and leaves the first time. Throws `not-found`, `forbidden`, `conflict` (it needs no approval, or has ended).
 */
export const approveWaiver = async (deps: Pick<Deps, 'table' | 'clock' | 'ids'>, caller: Caller, id: string): Promise<WaiverView> => {
  requireScope(caller, 'waiver:approve');
  const item = await deps.table.get(keys.waiver(caller.tenant, id));
  if (!item) throw new AppError('not-found', 'there is no such waiver');
  const record = decode(waiverRecord, item);
  const view = viewWaiver(record, deps.clock.now());
  if (view.approvedAt !== null) return view;
  if (view.state !== 'pending') throw new AppError('conflict', `this waiver does not wait for approval: it is ${view.state}`);
  if (await isSameHand(deps, caller, record.createdBy))
    throw new AppError('forbidden', 'another key than the one that made it must approve');
  const approved = { ...record, approvedAt: instant(deps.clock), approvedBy: actorName(caller.actor) };
  const written = await deps.table.write([
    { kind: 'put', when: { version: item.version }, item: { ...item, version: item.version + 1, body: approved } },
    auditRecord(deps, caller, 'waiver.approve', id, { reason: record.reason, createdBy: record.createdBy }),
    ...outboxEvent(deps, caller.tenant, 'waiver.approved', approved),
  ]);
  if (written.kind === 'conflict') throw new AppError('conflict', 'the waiver is being changed by others, try again');
  return viewWaiver(approved, deps.clock.now());
};

// Keys make keys, but rarely keys that make keys that make keys.
const mostMakers = 20;

/** Who made the waiver could otherwise make a second key and approve with it. */
const isSameHand = async (deps: Pick<Deps, 'table'>, { actor, tenant }: Caller, maker: string): Promise<boolean> => {
  let name = actorName(actor);
  for (let step = 0; step < mostMakers; step += 1) {
    if (name === maker) return true;
    const key = await findById(deps, tenant, name);
    if (!key) return false;
    name = key.record.createdBy;
  }
  return true;
};
