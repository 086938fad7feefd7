import { describe, expect, it } from 'vitest';
import { buryDeadLetters } from '../../functions/handle/dead-letters.ts';
import { migrateStack } from '../../functions/handle/migrate.ts';
import { sweep } from '../../functions/handle/sweeper.ts';
import { workOn } from '../../functions/handle/worker.ts';
import { verifyAudit } from '../../lib/audit/verify.ts';
import { saveBatch } from '../../lib/incident/rejudge/batch.ts';
import { sha256 } from '../../lib/model/digest.ts';
import { AppError } from '../../lib/model/error.ts';
import type { ImageSource } from '../../lib/ports/image-source.ts';
import { getScan } from '../../lib/scan/get.ts';
import { startScan } from '../../lib/scan/start.ts';
import type { Migration } from '../../lib/store/migration/migration.ts';
import { deployment, newCaller, newWorld, type World } from '../scan/world.ts';
import { fixture, inTime, queueEvent } from './fixture.ts';

const manifests = [{ name: 'a.yaml', text: deployment }];

const newWorker = (world: World) => {
  const postponed: [string, number][] = [];
  const postpone = async (receipt: string, seconds: number): Promise<boolean> => postponed.push([receipt, seconds]) > 0;
  return { postponed, work: workOn({ deps: world.deps, settings: world.settings, receiver: { postpone } }) };
};

describe('the worker', () => {
  it('takes a scan to its end, and does nothing more for the same message again', async () => {
    const world = await newWorld();
    const caller = newCaller();
    const { id } = await startScan(world.deps, caller, { manifests });
    const event = queueEvent({ kind: 'scan', tenant: caller.tenant, scanId: id });
    const { work } = newWorker(world);
    for (let n = 0; n < 3; n += 1) expect(await work(event, inTime)).toEqual({ batchItemFailures: [] });
    expect(await getScan(world.deps, caller, id)).toMatchObject({ state: 'succeeded', decision: 'deny' });
  });

  it('returns alone what fails, with a pause, and keeps what another version sent out of the way', async () => {
    const world = await newWorld();
    const caller = newCaller();
    const { id } = await startScan(world.deps, caller, { manifests });
    const good = { kind: 'scan', tenant: caller.tenant, scanId: id };
    const { work, postponed } = newWorker(world);
    const event = queueEvent('no job', good, { kind: 'rejudge', tenant: 'a', batchId: 'b' }, { ...good, scanId: 'gone' });
    expect(await work(event, inTime)).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-0' }] });
    expect(postponed).toEqual([['jobs:handle-0', 4]]);
  });

  it('gives back in time what it cannot end, as a new message that does not count', async () => {
    let begun = (): void => {};
    const waiting = new Promise<void>((done) => {
      begun = done;
    });
    const images: ImageSource = {
      resolve: (_reference, _platform, signal) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason));
          begun();
        }),
      blob: () => Promise.reject(new AppError('unavailable', 'no blobs here')),
    };
    const world = await newWorld({ images });
    const caller = newCaller();
    const { id } = await startScan(world.deps, caller, { image: 'registry.test/app:1' });
    await world.store.queue.receive({ max: 10, leaseSeconds: 900 });
    const { work, postponed } = newWorker(world);
    const ending = work(queueEvent({ kind: 'scan', tenant: caller.tenant, scanId: id }), { getRemainingTimeInMillis: () => 15_050 });
    await waiting;
    expect(await ending).toEqual({ batchItemFailures: [] });
    expect(postponed).toEqual([]);
    expect((await world.store.queue.receive({ max: 10, leaseSeconds: 1 })).map(({ job }) => job)).toEqual([
      { kind: 'scan', tenant: caller.tenant, scanId: id },
    ]);
  });
});

describe('the worker with a batch to judge again', () => {
  it('judges it, gives it back when the time is up, and forgets one that is not there any more', async () => {
    const world = await newWorld();
    const { tenant } = newCaller();
    await saveBatch(world.deps, tenant, { database: null, images: [sha256('image')], cause: 'registry' });
    const [received] = await world.store.queue.receive({ max: 1, leaseSeconds: 900 });
    const { work } = newWorker(world);
    const event = queueEvent(received?.job ?? '', { kind: 'rejudge', tenant, batchId: 'gone' });
    expect(await work(event, inTime)).toEqual({ batchItemFailures: [] });
    expect(world.logged.map(({ message }) => message)).toEqual(['images judged again', 'images judged again']);
  });
});

describe('dead letters', () => {
  it('end their scans, and are gone when there is nothing to end', async () => {
    const world = await newWorld();
    const caller = newCaller();
    const { id } = await startScan(world.deps, caller, { manifests });
    const bury = buryDeadLetters(world.deps);
    const event = queueEvent(
      { kind: 'scan', tenant: caller.tenant, scanId: id },
      { kind: 'scan', tenant: 'none', scanId: 'none' },
      'password=x',
    );
    expect(await bury(event)).toEqual({ batchItemFailures: [] });
    expect(await getScan(world.deps, caller, id)).toMatchObject({ state: 'failed', reason: { code: 'internal' } });
    expect(await bury(event)).toEqual({ batchItemFailures: [] });
    expect(JSON.stringify(world.logged)).not.toContain('password');
  });

  it('wait while somebody is at work on the scan after all, and while the table is away', async () => {
    const world = await newWorld();
    const caller = newCaller();
    const { id } = await startScan(world.deps, caller, { manifests });
    const event = queueEvent({ kind: 'scan', tenant: caller.tenant, scanId: id });
    const away = { ...world.deps, table: { ...world.deps.table, get: () => Promise.reject(new AppError('unavailable', 'away')) } };
    expect(await buryDeadLetters(away)(event)).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-0' }] });
  });
});

describe('the sweeper', () => {
  it('sends again what was lost', async () => {
    const world = await newWorld();
    const caller = newCaller();
    const { id } = await startScan(world.deps, caller, { manifests });
    const [lost] = await world.store.queue.receive({ max: 1, leaseSeconds: 1 });
    await world.store.queue.done(lost?.receipt ?? '');
    world.advance(60 * 60_000);
    expect(await sweep(world.deps)(fixture('schedule'), inTime)).toMatchObject({ scans: 1 });
    await world.drain();
    expect(await getScan(world.deps, caller, id)).toMatchObject({ state: 'succeeded' });
  });

  it('seals what was written into the audit since', async () => {
    const world = await newWorld();
    const caller = newCaller();
    await startScan(world.deps, caller, { manifests });
    const verify = () => verifyAudit(world.deps, caller, { since: world.deps.clock.now() - 1_000 });
    expect(await verify()).toMatchObject({ records: 1, pending: 1 });
    expect(await sweep(world.deps)(fixture('schedule'), inTime)).toMatchObject({ sealed: 1 });
    expect(await verify()).toMatchObject({ records: 1, pending: 0, intact: true });
  });

  it('is started by the schedule alone', async () => {
    const world = await newWorld();
    await expect(sweep(world.deps)({ source: 'me' }, inTime)).rejects.toThrow();
  });
});

describe('the function that migrates', () => {
  const migration: Migration = {
    to: 2,
    name: 'marks',
    oldest: 1,
    change: (item) => (item.body['marked'] === true ? undefined : [{ ...item, body: { ...item.body, marked: true } }]),
  };

  it('has nothing to do in a table of its own version, and pauses before its time is up', async () => {
    const { deps, store } = await newWorld();
    const parts = { table: deps.table, walk: store.walk, log: deps.log };
    expect(await migrateStack(parts)({}, inTime)).toEqual({ kind: 'current', version: 1, changed: 0 });
    await deps.table.write([{ kind: 'put', item: { pk: 'p', sk: 's', version: 1, body: {} } }]);
    expect(await migrateStack(parts, [migration])({}, { getRemainingTimeInMillis: () => 29_000 })).toMatchObject({ kind: 'paused' });
    expect(await migrateStack(parts, [migration])({}, inTime)).toMatchObject({ kind: 'current', version: 2 });
    expect(await deps.table.get({ pk: 'p', sk: 's' })).toMatchObject({ version: 2, body: { marked: true } });
  });
});
