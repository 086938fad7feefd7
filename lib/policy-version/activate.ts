import { auditRecord } from '../audit/record.ts';
import { actorName, type Caller, requireScope } from '../model/actor.ts';
import type { Digest } from '../model/digest.ts';
import { AppError } from '../model/error.ts';
import { instant } from '../ports/clock.ts';
import type { Deps } from '../ports/deps.ts';
import { keys } from '../store/keys.ts';
import { decode } from '../store/record.ts';
import { outboxEvent } from '../webhook/outbox.ts';
import { type ActiveVersion, activeRecord } from './record.ts';

export type Activated = ActiveVersion & { readonly revision: number };

/**
 * Makes a stored version the one that judges; activating an older one is how a policy is rolled back. `revision`: only if the active version
 * was not changed since the caller read it. Throws `not-found`, `version-mismatch` or `conflict`.
 */
export const activatePolicy = async (
  deps: Pick<Deps, 'table' | 'clock' | 'ids'>,
  caller: Caller,
  input: { readonly name: string; readonly digest: Digest; readonly revision?: number | undefined },
): Promise<Activated> => {
  requireScope(caller, 'policy:write');
  const { name, digest } = input;
  const versionKey = keys.policyVersion(caller.tenant, name, digest);
  const key = keys.policyActive(caller.tenant, name);
  const [version, item] = await Promise.all([deps.table.get(versionKey), deps.table.get(key)]);
  if (!version) throw new AppError('not-found', 'there is no such version of this policy');
  const before = item && decode(activeRecord, item);
  const revision = item?.version ?? 0;
  if (input.revision !== undefined && input.revision !== revision)
    throw new AppError('version-mismatch', 'another version was activated meanwhile');
  if (before?.digest === digest) return { ...before, revision };
  const active: ActiveVersion = {
    name,
    digest,
    activatedAt: instant(deps.clock),
    activatedBy: actorName(caller.actor),
    previous: before?.digest ?? null,
  };
  const written = await deps.table.write([
    { kind: 'put', when: item ? { version: item.version } : 'absent', item: { ...key, version: revision + 1, body: active } },
    { kind: 'check', key: versionKey, when: 'present' },
    auditRecord(deps, caller, 'policy.activate', name, { digest, previous: active.previous }),
    ...outboxEvent(deps, caller.tenant, 'policy.activated', active),
  ]);
  if (written.kind === 'conflict') throw new AppError('conflict', 'the policy is being changed by others, try again');
  return { ...active, revision: revision + 1 };
};
