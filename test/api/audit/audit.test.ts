import { describe, expect, it } from 'vitest';
import { listAudit } from '../../../lib/audit/list.ts';
import { auditRecord } from '../../../lib/audit/record.ts';
import { bodyOf, openWorld, start, type Tenant } from '../harness.ts';

const makeKey = (tenant: Tenant, name: string) => tenant.send({ method: 'POST', path: '/v1/keys', json: { name, scopes: ['key:read'] } });
type Entry = { readonly action: string; readonly target: string; readonly at: string; readonly requestId: string };

describe('GET /v1/audit', () => {
  it('tells every change, newest first, in pages, and by filters', async () => {
    const world = await openWorld();
    const tenant = await world.tenant();
    const made: string[] = [];
    for (const name of ['a', 'b', 'c']) {
      world.pass(86_400_000);
      made.push((await bodyOf(await makeKey(tenant, name))).id);
    }
    await tenant.send({ method: 'DELETE', path: `/v1/keys/${made[0]}`, headers: { 'x-request-id': 'revocation' } });
    const all: Entry[] = [];
    let path: string | undefined = '/v1/audit?limit=2';
    for (let pages = 0; path && pages < 10; pages += 1) {
      const answer = await tenant.send({ path });
      all.push(...(await bodyOf(answer)).items);
      path = answer.headers.get('link')?.match(/<(.*)>/)?.[1];
    }
    expect(all.map(({ action }) => action)).toEqual(['key.revoke', ...Array.from({ length: 4 }, () => 'key.create')]);
    expect(all[0]).toMatchObject({ target: made[0], requestId: 'revocation', actor: { kind: 'key' } });
    expect(all.map(({ at }) => at)).toEqual([...all.map(({ at }) => at)].sort().reverse());
    const only = async (query: string): Promise<number> => (await bodyOf(await tenant.send({ path: `/v1/audit?${query}` }))).items.length;
    expect([await only('action=key.revoke'), await only(`target=${made[0]}`), await only('actor=nobody')]).toEqual([1, 2, 0]);
    expect([await only('until=2026-11-23T00:00:00Z'), await only('since=2026-11-25T00:00:00Z')]).toEqual([1, 2]);
  });

  it('shows nothing of another tenant', async () => {
    const world = await openWorld();
    const [one, other] = [await world.tenant(), await world.tenant()];
    await makeKey(one, 'a');
    expect((await bodyOf(await other.send({ path: '/v1/audit' }))).items).toHaveLength(1);
  });

  it('leaves nothing out and tells nothing twice, however many there are in a day', async () => {
    const world = await openWorld();
    const tenant = await world.tenant([]);
    const caller = { ...tenant.caller, scopes: ['audit:read'] as const };
    const records = Array.from({ length: 1_000 }, () => auditRecord(world.deps, caller, 'test.make', 'x'));
    for (let at = 0; at < records.length; at += 100) await world.deps.table.write(records.slice(at, at + 100));
    const seen: unknown[] = [];
    let after: Awaited<ReturnType<typeof listAudit>>['next'];
    do {
      const page = await listAudit(world.deps, caller, { since: start - 1, until: start + 1, limit: 7, action: 'test.make', after });
      seen.push(...page.items.map(({ id }) => id));
      after = page.next;
    } while (after);
    expect(seen).toHaveLength(1_000);
    expect(seen).toEqual([...new Set(seen)].sort().reverse());
  });

  it('goes back as far as it is asked to, a bounded number of days a page', async () => {
    const world = await openWorld();
    const tenant = await world.tenant();
    const { query } = world.deps.table;
    let reads = 0;
    world.deps.table.query = (wanted) => {
      reads += 1;
      return query(wanted);
    };
    world.pass(70 * 86_400_000);
    const first = await bodyOf(await tenant.send({ path: '/v1/audit?since=2026-11-01T00:00:00Z' }));
    expect([first.items.length, reads]).toEqual([0, 31 * 8]);
    const second = await bodyOf(await tenant.send({ path: `/v1/audit?since=2026-11-01T00:00:00Z&cursor=${first.next}` }));
    const third = await bodyOf(await tenant.send({ path: `/v1/audit?since=2026-11-01T00:00:00Z&cursor=${second.next}` }));
    expect([second.items.length, third.items.length]).toEqual([0, 1]);
  });
});
