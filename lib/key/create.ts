import { auditRecord } from '../audit/record.ts';
import { actorName, type Caller, requireScope, type Scope } from '../model/actor.ts';
import { AppError } from '../model/error.ts';
import { instant } from '../ports/clock.ts';
import type { Deps } from '../ports/deps.ts';
import type { WriteAction } from '../ports/table.ts';
import { keys } from '../store/keys.ts';
import { findById } from './find.ts';
import { networksFor } from './networks.ts';
import { type KeyRecord, type KeyView, viewKey } from './record.ts';
import { hashToken, mintToken } from './token.ts';

export type NewKey = {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt?: string | undefined;
  readonly requestsPerMinute?: number | undefined;
  readonly allowedFrom?: readonly string[] | undefined;
};

/** The token is in this answer and nowhere else: only its hash is kept. */
export type CreatedKey = { readonly key: KeyView; readonly token: string };

type KeyDeps = Pick<Deps, 'table' | 'clock' | 'ids'>;

export const createKey = async (deps: KeyDeps, caller: Caller, input: NewKey): Promise<CreatedKey> => {
  requireScope(caller, 'key:write');
  refuseWiderScopes(caller, input.scopes);
  refusePastExpiry(deps, input.expiresAt);
  const allowedFrom = networksFor(input.allowedFrom, await networksOf(deps, caller));
  const minted = mintToken(deps.ids);
  const record = newRecord(deps, caller, { ...input, allowedFrom }, minted);
  const written = await deps.table.write([
    ...insertKey(record),
    auditRecord(deps, caller, 'key.create', record.id, { name: record.name, scopes: record.scopes, allowedFrom: record.allowedFrom }),
  ]);
  if (written.kind === 'conflict') throw new AppError('unavailable', 'the key could not be created, try again');
  return { key: viewKey(record, deps.clock.now()), token: minted.token };
};

export const newRecord = (
  deps: Pick<Deps, 'clock' | 'ids'>,
  caller: Pick<Caller, 'tenant' | 'actor'>,
  input: NewKey,
  minted: { readonly token: string; readonly publicId: string },
): KeyRecord => ({
  id: deps.ids.next('key'),
  tenant: caller.tenant,
  publicId: minted.publicId,
  hash: hashToken(minted.token),
  name: input.name,
  scopes: [...new Set(input.scopes)],
  createdAt: instant(deps.clock),
  createdBy: actorName(caller.actor),
  expiresAt: input.expiresAt === undefined ? null : new Date(input.expiresAt).toISOString(),
  revokedAt: null,
  lastUsedAt: null,
  requestsPerMinute: input.requestsPerMinute ?? null,
  allowedFrom: input.allowedFrom ?? [],
});

const networksOf = async (deps: Pick<Deps, 'table'>, { tenant, actor }: Caller): Promise<readonly string[]> =>
  actor.kind === 'key' ? ((await findById(deps, tenant, actor.keyId))?.record.allowedFrom ?? []) : [];

/** The record under its public id, and a pointer to it in the tenant's list. */
export const insertKey = (record: KeyRecord): WriteAction[] => [
  { kind: 'put', when: 'absent', item: { ...keys.apiKey(record.publicId), version: 1, body: { ...record } } },
  { kind: 'put', when: 'absent', item: { ...keys.tenantKey(record.tenant, record.id), version: 1, body: { publicId: record.publicId } } },
];

// Otherwise a key that may only manage keys could make itself one that may do everything.
const refuseWiderScopes = (caller: Caller, wanted: readonly Scope[]): void => {
  const missing = wanted.filter((scope) => !caller.scopes.includes(scope));
  if (missing.length > 0) throw new AppError('forbidden', `a key cannot grant scopes that it lacks: ${missing.join(', ')}`);
};

const refusePastExpiry = (deps: Pick<Deps, 'clock'>, expiresAt: string | undefined): void => {
  if (expiresAt === undefined || Date.parse(expiresAt) > deps.clock.now()) return;
  throw new AppError('invalid-request', 'expiresAt must be in the future', {
    places: [{ pointer: '/expiresAt', message: 'this time has passed', fix: 'give a time in the future, or leave it out' }],
  });
};
