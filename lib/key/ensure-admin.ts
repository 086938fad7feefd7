import { auditRecord } from '../audit/record.ts';
import { type Caller, scopes } from '../model/actor.ts';
import { AppError } from '../model/error.ts';
import { instant } from '../ports/clock.ts';
import type { Deps } from '../ports/deps.ts';
import type { Item, WriteAction } from '../ports/table.ts';
import { keys } from '../store/keys.ts';
import { insertKey, newRecord } from './create.ts';
import { findByPublicId } from './find.ts';
import { hashToken, mintToken } from './token.ts';

type KeyDeps = Pick<Deps, 'table' | 'clock' | 'ids'>;

/** The tenant of a home that has only one. */
export const defaultTenant = 'default';
const setting = keys.setting('admin-key');
const caller: Caller = { tenant: defaultTenant, actor: { kind: 'system', job: 'first-start' }, scopes, requestId: 'first-start' };

/** `created` carries the token, to be shown once; `kept`: a key was there already. */
export type AdminKey = { readonly kind: 'created'; readonly token: string } | { readonly kind: 'kept' };

/**
 * Makes the first key of a home. `fixed` is a key of any form chosen by automation: it is accepted from now on, and the fixed key
 * before it is revoked. Safe to call on every start and by several processes at once.
 */
export const ensureAdminKey = async (deps: KeyDeps, fixed?: string): Promise<AdminKey> => {
  if (fixed !== undefined && fixed.trim() === '') throw new AppError('invalid-request', 'the administrator key must not be empty');
  const current = await deps.table.get(setting);
  const hash = current?.body['hash'];
  if (current && (fixed === undefined || hash === hashToken(fixed))) {
    await widen(deps, current.body['publicId']);
    return { kind: 'kept' };
  }
  return newAdminKey(deps, current, fixed);
};

/** For whoever has lost it: another first key of a minted form, and the one before is revoked. */
export const replaceAdminKey = async (deps: KeyDeps): Promise<AdminKey> => newAdminKey(deps, await deps.table.get(setting), undefined);

const newAdminKey = async (deps: KeyDeps, current: Item | undefined, fixed: string | undefined): Promise<AdminKey> => {
  const minted = { ...mintToken(deps.ids), ...(fixed !== undefined && { token: fixed }) };
  const record = newRecord(deps, caller, { name: 'administrator', scopes }, minted);
  const written = await deps.table.write([
    {
      kind: 'put',
      when: current ? { version: current.version } : 'absent',
      item: { ...setting, version: (current?.version ?? 0) + 1, body: { publicId: record.publicId, hash: record.hash } },
    },
    ...insertKey(record),
    ...(await revokeFormer(deps, current?.body['publicId'])),
    auditRecord(deps, caller, 'key.create', record.id, { name: record.name, scopes: record.scopes }),
  ]);
  return written.kind === 'written' ? { kind: 'created', token: minted.token } : { kind: 'kept' };
};

/** A newer version knows more scopes; without them the administrator could neither use them nor give them to anybody. */
const widen = async (deps: KeyDeps, publicId: unknown): Promise<void> => {
  const known = typeof publicId === 'string' ? await findByPublicId(deps, publicId) : undefined;
  if (!known || known.record.revokedAt !== null || scopes.every((scope) => known.record.scopes.includes(scope))) return;
  const { item, record } = known;
  await deps.table.write([
    { kind: 'put', when: { version: item.version }, item: { ...item, version: item.version + 1, body: { ...record, scopes } } },
    auditRecord(deps, caller, 'key.widen', record.id, { scopes }),
  ]);
};

const revokeFormer = async (deps: KeyDeps, publicId: unknown): Promise<WriteAction[]> => {
  const former = typeof publicId === 'string' ? await findByPublicId(deps, publicId) : undefined;
  if (!former || former.record.revokedAt !== null) return [];
  const { item, record } = former;
  const body = { ...record, revokedAt: instant(deps.clock) };
  return [{ kind: 'put', when: { version: item.version }, item: { ...item, version: item.version + 1, body } }];
};

/** Which stored key the administrator's is, for tokens that have no form of ours. */
export const fixedKeyPublicId = async (
  deps: Pick<Deps, 'table'>,
): Promise<{ readonly hash: string | undefined; readonly publicId: string | undefined }> => {
  const body = (await deps.table.get(setting))?.body;
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  return { hash: text(body?.['hash']), publicId: text(body?.['publicId']) };
};
