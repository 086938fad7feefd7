import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKey } from '../../lib/key/create.ts';
import { ensureAdminKey } from '../../lib/key/ensure-admin.ts';
import { findByPublicId } from '../../lib/key/find.ts';
import { type Caller, scopes } from '../../lib/model/actor.ts';
import { keys } from '../../lib/store/keys.ts';
import { approveWaiver } from '../../lib/waiver/approve.ts';
import { createWaiver } from '../../lib/waiver/create.ts';
import { activeWaivers, listWaivers } from '../../lib/waiver/list.ts';
import { isInForce, waiverRecord } from '../../lib/waiver/record.ts';
import { revokeWaiver } from '../../lib/waiver/revoke.ts';
import { getWaiverSettings, replaceWaiverSettings } from '../../lib/waiver/settings.ts';
import { openHome, refusal, type TestHome } from '../policy-version/home.ts';

let home: TestHome;
beforeAll(async () => {
  home = await openHome();
});
afterAll(() => home.close());

const scope = { rule: 'CVE-2026-1234' };
const as = (caller: Caller, keyId: string): Caller => ({ ...caller, actor: { kind: 'key', keyId, name: keyId } });
const careful = async (): Promise<Caller> => {
  const caller = home.caller();
  await replaceWaiverSettings(home.deps, caller, { version: 0, settings: { approval: 'another-key' } });
  return caller;
};
const active = async (caller: Caller) => (await activeWaivers(home.deps, caller.tenant)).map(({ id }) => id);

describe('waivers that need approval', () => {
  it('cover nothing until another key has approved them', async () => {
    const caller = await careful();
    const made = await createWaiver(home.deps, caller, { scope, reason: 'r' });
    expect(made).toMatchObject({ state: 'pending', needsApproval: true, approvedAt: null });
    expect(await active(caller)).toEqual([]);
    expect((await listWaivers(home.deps, caller, { limit: 10, state: 'pending' })).items).toHaveLength(1);
    const approved = await approveWaiver(home.deps, as(caller, 'key_2'), made.id);
    expect(approved).toMatchObject({ state: 'active', approvedBy: 'key_2' });
    expect(await active(caller)).toEqual([made.id]);
    expect(await approveWaiver(home.deps, as(caller, 'key_3'), made.id)).toEqual(approved);
  });

  it('are not approved by the hand that made them, nor by a key that it has made', async () => {
    const caller = await careful();
    const made = await createWaiver(home.deps, caller, { scope, reason: 'r' });
    expect(await refusal(approveWaiver(home.deps, caller, made.id))).toBe('forbidden');
    const { key: second } = await createKey(home.deps, caller, { name: 'second', scopes });
    const { key: third } = await createKey(home.deps, as(caller, second.id), { name: 'third', scopes });
    for (const { id } of [second, third]) expect(await refusal(approveWaiver(home.deps, as(caller, id), made.id))).toBe('forbidden');
    const { key: foreign } = await createKey(home.deps, as(caller, 'key_9'), { name: 'foreign', scopes });
    expect((await approveWaiver(home.deps, as(caller, foreign.id), made.id)).state).toBe('active');
  });

  it('end as others do, and what has ended or needs none is not approved', async () => {
    const caller = await careful();
    const other = as(caller, 'key_2');
    const revoked = await createWaiver(home.deps, caller, { scope, reason: 'r' });
    await revokeWaiver(home.deps, caller, revoked.id);
    expect(await refusal(approveWaiver(home.deps, other, revoked.id))).toBe('conflict');
    const expiresAt = new Date(home.deps.clock.now() + 1000).toISOString();
    const expired = await createWaiver(home.deps, caller, { scope, reason: 'r', expiresAt });
    home.pass(1000);
    expect(await refusal(approveWaiver(home.deps, other, expired.id))).toBe('conflict');
    const free = home.caller();
    const { id } = await createWaiver(home.deps, free, { scope, reason: 'r' });
    expect(await refusal(approveWaiver(home.deps, as(free, 'key_2'), id))).toBe('conflict');
    expect(await refusal(approveWaiver(home.deps, home.caller(), id))).toBe('not-found');
  });

  it('are in force from their approval on, for whoever looks back', async () => {
    const caller = await careful();
    const made = await createWaiver(home.deps, caller, { scope, reason: 'r' });
    const before = home.deps.clock.now();
    home.pass(1000);
    const { state: _, ...record } = await approveWaiver(home.deps, as(caller, 'key_2'), made.id);
    expect([before, home.deps.clock.now()].map((at) => isInForce(waiverRecord.parse(record), at))).toEqual([false, true]);
  });

  it('are asked for by those who approve, and nobody else', async () => {
    const caller = home.caller(['waiver:read', 'waiver:write']);
    expect(await getWaiverSettings(home.deps, caller)).toEqual({ version: 0, settings: { approval: 'none' } });
    expect(await refusal(replaceWaiverSettings(home.deps, caller, { version: 0, settings: { approval: 'none' } }))).toBe('forbidden');
    const tenant = await careful();
    expect(await refusal(replaceWaiverSettings(home.deps, tenant, { version: 0, settings: { approval: 'none' } }))).toBe(
      'version-mismatch',
    );
  });

  it('a waiver of before approvals were known holds', () => {
    const {
      needsApproval: _,
      approvedAt: __,
      approvedBy: ___,
      ...old
    } = waiverRecord.parse({
      id: 'wvr_1',
      scope,
      reason: 'r',
      author: 'a',
      ticket: null,
      expiresAt: null,
      untilFixed: false,
      createdAt: '2026-01-01T00:00:00Z',
      createdBy: 'a',
      revokedAt: null,
      revokedBy: null,
    });
    expect(waiverRecord.parse(old)).toMatchObject({ needsApproval: false });
  });
});

it('the administrator of an older home gets the scopes that are new', async () => {
  const fresh = await openHome();
  await ensureAdminKey(fresh.deps, 'fixed');
  const setting = await fresh.deps.table.get(keys.setting('admin-key'));
  const publicId = String(setting?.body['publicId']);
  const stored = await findByPublicId(fresh.deps, publicId);
  if (!stored) throw new Error('no administrator');
  const old = { ...stored.item, version: stored.item.version + 1, body: { ...stored.record, scopes: ['key:write'] } };
  await fresh.deps.table.write([{ kind: 'put', item: old }]);
  expect(await ensureAdminKey(fresh.deps, 'fixed')).toEqual({ kind: 'kept' });
  expect((await findByPublicId(fresh.deps, publicId))?.record.scopes).toEqual(scopes);
  fresh.close();
});
