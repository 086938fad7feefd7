import type { Deps } from '../ports/deps.ts';
import type { Job } from '../ports/job-queue.ts';
import type { WriteAction } from '../ports/table.ts';
import { outboxEvent } from '../webhook/outbox.ts';
import { hasEnded, type ReplayRecord } from './record.ts';
import { type HeldReplay, putReplay, readReplay } from './store.ts';

export type ReplayJob = Job & { readonly kind: 'replay' };

/** What is announced of a replay that has ended. */
export const announceReplay = (
  deps: Deps,
  { id, tenant, state, policy, progress, changed, decisions }: ReplayRecord,
): readonly WriteAction[] => outboxEvent(deps, tenant, 'policy.replayed', { replayId: id, state, policy, progress, changed, decisions });

export const failReplay = async (deps: Deps, held: HeldReplay, reason: NonNullable<ReplayRecord['reason']>): Promise<void> => {
  const state = 'failed';
  await deps.table.write([putReplay(deps, held, { state, reason }), ...announceReplay(deps, { ...held.record, state })]);
};

/** For a job from the dead letters: its replay ends, with a reason. */
export const giveUpReplay = async (deps: Deps, { tenant, replayId }: ReplayJob): Promise<boolean> => {
  const held = await readReplay(deps, tenant, replayId);
  if (held === undefined || hasEnded(held.record.state)) return true;
  await failReplay(deps, held, { code: 'internal', message: 'the replay could not be finished, however often it was tried' });
  return true;
};
