import { auditRecord } from '../audit/record.ts';
import { type Caller, requireScope } from '../model/actor.ts';
import { AppError } from '../model/error.ts';
import { instant } from '../ports/clock.ts';
import type { Deps } from '../ports/deps.ts';
import { findById } from './find.ts';
import { type KeyView, viewKey } from './record.ts';

// A concurrent "last used" update makes the first attempt fail; it is debounced, so that two more are plenty.
const attempts = 3;

/**
 * At once and for good. Revoking twice is no error and leaves the first time. Throws `not-found`, and `conflict` for the key that asks: it may be
 * the last that can make another.
 */
export const revokeKey = async (deps: Pick<Deps, 'table' | 'clock' | 'ids'>, caller: Caller, id: string): Promise<KeyView> => {
  requireScope(caller, 'key:write');
  for (let attempt = 0; attempt < attempts; attempt++) {
    const stored = await findById(deps, caller.tenant, id);
    if (!stored) throw new AppError('not-found', 'there is no such key');
    const { item, record } = stored;
    if (caller.actor.kind === 'key' && caller.actor.keyId === id) {
      throw new AppError('conflict', 'this key is the one that asks: make another, and revoke this one by it');
    }
    if (record.revokedAt !== null) return viewKey(record, deps.clock.now());
    const revoked = { ...record, revokedAt: instant(deps.clock) };
    const written = await deps.table.write([
      { kind: 'put', when: { version: item.version }, item: { ...item, version: item.version + 1, body: revoked } },
      auditRecord(deps, caller, 'key.revoke', id, { name: record.name }),
    ]);
    if (written.kind === 'written') return viewKey(revoked, deps.clock.now());
  }
  throw new AppError('unavailable', 'the key is being changed by others, try again');
};
