import { describe, expect, it } from 'vitest';
import { auditRecord } from '../../lib/audit/record.ts';
import { readHead, sealAudit } from '../../lib/audit/seal.ts';
import { type AuditVerification, verifyAudit } from '../../lib/audit/verify.ts';
import type { Item } from '../../lib/ports/table.ts';
import { keys, timelinePartition, timelineShards } from '../../lib/store/keys.ts';
import { bodyOf, openWorld, start, type Tenant, type World } from '../api/harness.ts';

type Trail = {
  readonly world: World;
  readonly tenant: Tenant;
  /** Records of one shard in the order of the chain; the shard has at least three. */
  readonly chained: readonly Item[];
  readonly shard: number;
  readonly verify: () => Promise<AuditVerification>;
};

const recordsIn = async ({ deps }: World, tenant: Tenant, shard: number): Promise<readonly Item[]> =>
  (await deps.table.query({ partition: timelinePartition(tenant.name, 'audit', new Date(start).toISOString().slice(0, 10), shard) })).items;

const write = async ({ deps }: World, tenant: Tenant, count: number): Promise<void> => {
  const made = await deps.table.write(Array.from({ length: count }, () => auditRecord(deps, tenant.caller, 'test.make', 'x')));
  expect(made.kind).toBe('written');
};

const trail = async (): Promise<Trail> => {
  const world = await openWorld();
  const tenant = await world.tenant();
  await write(world, tenant, 60);
  expect(await sealAudit(world.deps)).toBe(61);
  const shards = await Promise.all(Array.from({ length: timelineShards }, (_, shard) => recordsIn(world, tenant, shard)));
  const shard = shards.findIndex((items) => items.length >= 3);
  const verify = () => verifyAudit(world.deps, tenant.caller, { since: start });
  return { world, tenant, chained: shards[shard] ?? [], shard, verify };
};
const kinds = ({ faults }: AuditVerification): string[] => faults.map(({ kind }) => kind);
const put = async ({ deps }: World, item: Item): Promise<unknown> => deps.table.write([{ kind: 'put', item }]);

describe('the chain of audit records', () => {
  it('holds every record once, in order, whatever was written between two seals', async () => {
    const { world, tenant, verify } = await trail();
    await write(world, tenant, 30);
    expect(await verify()).toMatchObject({ intact: true, records: 91, pending: 30, faults: [] });
    await sealAudit(world.deps);
    expect(await sealAudit(world.deps)).toBe(0);
    const after = await verify();
    expect(after).toMatchObject({ intact: true, records: 91, pending: 0 });
    expect(after.heads.reduce((sum, { sequence }) => sum + sequence, 0)).toBe(91);
  });

  it('is sealed once by several sealers at once', async () => {
    const world = await openWorld();
    const tenant = await world.tenant();
    await write(world, tenant, 60);
    const sealed = await Promise.all([sealAudit(world.deps), sealAudit(world.deps), sealAudit(world.deps)]);
    expect(sealed.reduce((sum, one) => sum + one, 0)).toBe(61);
    expect(await verifyAudit(world.deps, tenant.caller, { since: start })).toMatchObject({ intact: true, pending: 0, records: 61 });
  });

  it('keeps tenants apart', async () => {
    const { world } = await trail();
    const other = await world.tenant();
    await sealAudit(world.deps);
    expect(await verifyAudit(world.deps, other.caller, { since: start })).toMatchObject({ intact: true, records: 1 });
  });

  it('shows a record that was changed', async () => {
    const { world, chained, verify } = await trail();
    const [, second] = chained;
    if (second) await put(world, { ...second, body: { ...second.body, target: 'y' } });
    expect(kinds(await verify())).toEqual(['altered']);
  });

  it('shows a record that was changed and hashed anew by its successor', async () => {
    const { world, chained, verify } = await trail();
    const [first, second] = chained;
    if (first && second) await put(world, { ...second, body: { ...second.body, link: first.body['link'] ?? null } });
    const found = await verify();
    expect(found.intact).toBe(false);
  });

  it.each([
    ['altered', null],
    ['altered', {}],
    ['altered', { sequence: 'x' }],
  ])('shows a link that is none: %s %j', async (kind, link) => {
    const { world, chained, verify } = await trail();
    const [first] = chained;
    if (first) await put(world, { ...first, body: { ...first.body, link } });
    expect(kinds(await verify())).toContain(kind);
  });

  it.each([
    ['in the middle', 1, 'missing'],
    ['at the end', -1, 'cut-off'],
  ])('shows a record that was taken out %s', async (_where, at, kind) => {
    const { world, chained, verify, shard } = await trail();
    const gone = chained.at(at);
    if (gone) await world.deps.table.write([{ kind: 'delete', key: { pk: gone.pk, sk: gone.sk } }]);
    const { faults } = await verify();
    expect(faults).toEqual([expect.objectContaining({ kind, shard })]);
  });

  it('shows a head that was set back', async () => {
    const { world, tenant, verify, shard } = await trail();
    const chain = { tenant: tenant.name, shard };
    const { head } = await readHead(world.deps, chain);
    await put(world, { ...keys.auditHead(chain), version: 9, body: { ...head, hash: `sha256:${'0'.repeat(64)}` } });
    expect(kinds(await verify())).toEqual(['unlinked']);
  });

  it('is told over HTTP, with the links in the list', async () => {
    const { tenant, verify } = await trail();
    const answer = await tenant.send({ path: '/v1/audit/verification?since=2026-11-22T00:00:00Z' });
    expect([answer.status, await bodyOf(answer)]).toEqual([200, await verify()]);
    const { items } = await bodyOf(await tenant.send({ path: '/v1/audit?limit=1' }));
    expect(items[0].link).toMatchObject({ sequence: expect.any(Number), hash: expect.stringMatching(/^sha256:/) });
    const long = await tenant.send({ path: '/v1/audit/verification?since=2025-11-22T00:00:00Z' });
    expect([long.status, await bodyOf(long)]).toMatchObject([400, { code: 'invalid-request', errors: [{ pointer: '/query/since' }] }]);
  });
});
