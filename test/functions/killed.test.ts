import { afterEach, describe, expect, it } from 'vitest';
import { migrateStack } from '../../functions/handle/migrate.ts';
import { sendAnnounced } from '../../functions/handle/outbox.ts';
import { sweep } from '../../functions/handle/sweeper.ts';
import { openSqlite } from '../../lib/adapters/sqlite/store.ts';
import type { Key, Table, TableWalk } from '../../lib/ports/table.ts';
import type { Migration } from '../../lib/store/migration/migration.ts';
import { readState } from '../../lib/store/migration/state.ts';
import { createWebhook } from '../../lib/webhook/create.ts';
import { item, put } from '../contract/table.ts';
import { newWorld } from '../scan/world.ts';
import { admin, openHome } from '../webhook/home.ts';
import { fixture, inTime, streamOf } from './fixture.ts';
import { type Death, dying, dyingDeps } from './killed.ts';
import { answering, closeRegistries, openReconciler, three } from './reconciling.ts';

afterEach(closeRegistries);

const deaths: readonly Death[] = ['before', 'behind'];

/** Dies at its first call, at its second, and so on until it does not any more; gives how often it died. */
const atEveryCall = async (attempt: (calls: number) => Promise<boolean>): Promise<number> => {
  let calls = 0;
  while (await attempt(calls)) calls += 1;
  return calls;
};

const pagesOfTwo = (walk: TableWalk): TableWalk => ({
  page: async (after) => {
    const { items } = await walk.page(after);
    const [first, second] = items;
    const two = [first, second].filter((one) => one !== undefined);
    return { items: two, ...(second && items.length > 2 && { next: { pk: second.pk, sk: second.sk } }) };
  },
});

describe.each(deaths)('killed at every call, %s it happens:', (death) => {
  it('outbox: what the stream tells again, and the sweeper later, arrives under one id, and nothing stays due', async () => {
    const urls = ['https://one.example.com/', 'https://two.example.com/'];
    const died = await atEveryCall(async (calls) => {
      const home = await openHome();
      const { deps: others, store } = await newWorld();
      const deps = { ...others, ...home.deps };
      for (const url of urls) await createWebhook(deps, admin, { url, events: ['*'] });
      await home.announce('verdict.denied', { verdictId: 'ver_1' });
      const due = async (): Promise<readonly Key[]> => {
        const shards = Array.from({ length: 8 }, (_, n) => n);
        const pages = ['evt', 'dlv'].flatMap((what) =>
          shards.map((n) => deps.table.query({ index: 'second', partition: `due#${what}#${n}` })),
        );
        return (await Promise.all(pages)).flatMap(({ items }) => items).map(({ pk, sk }) => ({ pk, sk }));
      };
      const stream = streamOf(await due());
      const { guard, isDead } = dying(calls, death);
      const { table, egress, secrets } = deps;
      const dead = {
        ...deps,
        table: { get: guard(table.get), batchGet: guard(table.batchGet), query: guard(table.query), write: guard(table.write) },
        egress: { ...egress, send: guard(egress.send) },
        secrets: { ...secrets, get: guard(secrets.get) },
      };
      await sendAnnounced(dead)(stream).catch(() => undefined);
      await sendAnnounced(deps)(stream);
      for (let minutes = 0; minutes < 3; minutes += 1) {
        home.time.now += 60_000;
        await sweep(deps)(fixture('schedule'), inTime);
      }
      for (const url of urls) {
        const sent = home.sent.filter((request) => request.url === url);
        expect([new Set(sent.map(({ headers }) => headers?.['webhook-id'])).size, sent.length <= 2], `${calls} ${url}`).toEqual([1, true]);
      }
      expect(await due(), `${calls}`).toEqual([]);
      store.close();
      home.close();
      return isDead();
    });
    expect(died).toBeGreaterThan(6);
  }, 60_000);

  it('migrate: in the middle of a page, and each item is changed once', async () => {
    const things = 6;
    const migrations: readonly Migration[] = [
      {
        to: 2,
        name: 'counts things',
        oldest: 1,
        change: (one) =>
          one.sk.startsWith('thing') && one.body['counted'] !== true
            ? [{ ...one, body: { ...one.body, counted: true, times: Number(one.body['times'] ?? 0) + 1 } }]
            : undefined,
      },
      {
        to: 3,
        name: 'splits things',
        oldest: 3,
        change: (one) =>
          one.sk.startsWith('thing')
            ? ['a', 'b'].map((part) => ({ ...one, sk: one.sk.replace('thing', `part-${part}`), version: 1 }))
            : undefined,
      },
    ];
    const died = await atEveryCall(async (calls) => {
      const { table, walk, close } = await openSqlite(':memory:', { clock: { now: () => 0 } });
      for (let n = 0; n < things; n += 1) await table.write([put(item(`p${n % 2}`, `thing${n}`, { body: { n } }))]);
      const log = { info: () => {}, error: () => {} };
      const { guard, isDead } = dying(calls, death);
      const dead: Table = { get: guard(table.get), batchGet: guard(table.batchGet), query: guard(table.query), write: guard(table.write) };
      // Pages of two, so that it dies within one and between two.
      const pages = pagesOfTwo(walk);
      await migrateStack({ table: dead, walk: { page: guard(pages.page) }, log }, migrations)({}, inTime).catch(() => undefined);
      expect(await migrateStack({ table, walk: pages, log }, migrations)({}, inTime)).toMatchObject({ kind: 'current', version: 3 });
      const left = [...(await table.query({ partition: 'p0' })).items, ...(await table.query({ partition: 'p1' })).items];
      expect(left.map(({ sk, body }) => [sk, body['times']]).sort(), `${calls}`).toEqual(
        ['a', 'b'].flatMap((part) => Array.from({ length: things }, (_, n) => [`part-${part}${n}`, 1])),
      );
      expect((await readState(table)).state, `${calls}`).toEqual({ version: 3, oldest: 3, running: null });
      close();
      return isDead();
    });
    expect(died).toBeGreaterThan(2 * things);
  });

  it('reconciler: in the middle of a page, and each image is scanned once', async () => {
    const died = await atEveryCall(async (calls) => {
      const { world, tick, scanned, running } = await openReconciler(answering(three));
      const { isDead, ...dead } = dyingDeps(world.deps, calls, death);
      await tick(inTime, dead);
      // Whoever was about to start a scan has a minute for it; then another does. At rest: it died when all was done.
      world.advance(61_000);
      expect(['ended', 'resting'], `${calls}`).toContain((await tick())?.kind);
      expect([(await scanned()).length, new Set(await scanned()).size], `${calls}`).toEqual([5, 5]);
      // A scan whose message was not sent any more is sent by the sweeper.
      world.advance(3_600_000);
      await sweep(world.deps)(fixture('schedule'), inTime);
      await world.drain();
      expect(await running(), `${calls}`).toEqual([]);
      world.store.close();
      return isDead();
    });
    expect(died).toBeGreaterThan(20);
  }, 120_000);
});
