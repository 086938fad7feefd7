import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listAudit } from '../../lib/audit/list.ts';
import { createWaiver, newWaiverSchema } from '../../lib/waiver/create.ts';
import { activeWaivers, getWaiver, listWaivers } from '../../lib/waiver/list.ts';
import { revokeWaiver } from '../../lib/waiver/revoke.ts';
import { openHome, refusal, start, type TestHome } from '../policy-version/home.ts';

const day = 86_400_000;
const at = (ms: number) => new Date(ms).toISOString();
let home: TestHome;
let begin: number;
beforeAll(async () => {
  home = await openHome();
  begin = home.deps.clock.now();
});
afterAll(() => home.close());

const scope = { rule: 'CVE-2026-1234' };

describe('waivers', () => {
  it('carry who, why and until when, with an audit record and an event', async () => {
    const caller = home.caller();
    const waiver = await createWaiver(home.deps, caller, { scope, reason: 'not reachable', ticket: 'SEC-1', expiresAt: at(begin + day) });
    expect(waiver).toMatchObject({ state: 'active', author: 'key_1', createdBy: 'key_1', ticket: 'SEC-1', revokedAt: null });
    expect(await getWaiver(home.deps, caller, waiver.id)).toEqual(waiver);
    const audit = await listAudit(home.deps, caller, { since: start - 1, until: start + day, limit: 10 });
    expect(audit.items).toMatchObject([{ action: 'waiver.create', target: waiver.id }]);
  });

  it('end when they are revoked, and once is enough', async () => {
    const caller = home.caller();
    const { id } = await createWaiver(home.deps, caller, { scope, reason: 'for now' });
    expect(await activeWaivers(home.deps, caller.tenant)).toMatchObject([{ id, origin: 'stored' }]);
    const revoked = await revokeWaiver(home.deps, caller, id);
    expect(revoked).toMatchObject({ state: 'revoked', revokedBy: 'key_1' });
    expect(await revokeWaiver(home.deps, caller, id)).toEqual(revoked);
    expect(await activeWaivers(home.deps, caller.tenant)).toEqual([]);
  });

  it('end at their time, and the list says which ends soon', async () => {
    const caller = home.caller();
    const now = home.deps.clock.now();
    const make = (days: number) => createWaiver(home.deps, caller, { scope, reason: `${days}`, expiresAt: at(now + days * day) });
    for (const days of [1, 10, 40]) await make(days);
    const reasons = async (query: object) =>
      (await listWaivers(home.deps, caller, { limit: 100, ...query })).items.map(({ reason }) => reason);
    expect(await reasons({ expiringWithinDays: 14 })).toEqual(['10', '1']);
    home.pass(2 * day);
    expect(await reasons({ state: 'expired' })).toEqual(['1']);
    expect((await activeWaivers(home.deps, caller.tenant)).map(({ reason }) => reason)).toEqual(['40', '10']);
  });

  it('are refused with an end in the past or a rule that nobody knows', async () => {
    const caller = home.caller();
    const refused = (input: Parameters<typeof createWaiver>[2]) => refusal(createWaiver(home.deps, caller, input));
    expect(await refused({ scope, reason: 'r', expiresAt: at(home.deps.clock.now()) })).toBe('invalid-request');
    expect(await refused({ scope: { rule: 'vulnerabilty' }, reason: 'r' })).toBe('invalid-request');
    expect(await refused({ scope: { rule: 'no such rule' }, reason: 'r' })).toBe('invalid-request');
    for (const rule of ['vulnerability', 'GHSA-aaaa-bbbb-cccc', 'RHSA-2026:1234', 'DLA-1-1']) {
      expect(await refused({ scope: { rule }, reason: 'r' })).toBe('none');
    }
  });

  it.each([
    ['no finding named', { scope: { namespace: 'shop' }, reason: 'r' }],
    ['no reason', { scope, reason: ' ' }],
    ['an unknown member', { scope: { ...scope, cluster: 'a' }, reason: 'r' }],
    ['a time that is none', { scope, reason: 'r', expiresAt: 'tomorrow' }],
  ])('need a scope, a reason and a form: %s', (_, input) => {
    expect(newWaiverSchema.safeParse(input).success).toBe(false);
  });

  it('of one tenant do not exist for another, nor without the scope', async () => {
    const { id } = await createWaiver(home.deps, home.caller(), { scope, reason: 'r' });
    const other = home.caller();
    expect(await refusal(getWaiver(home.deps, other, id))).toBe('not-found');
    expect(await refusal(revokeWaiver(home.deps, other, id))).toBe('not-found');
    expect(await refusal(createWaiver(home.deps, home.caller(['waiver:read']), { scope, reason: 'r' }))).toBe('forbidden');
    expect(await refusal(listWaivers(home.deps, home.caller(['waiver:write']), { limit: 1 }))).toBe('forbidden');
  });
});
