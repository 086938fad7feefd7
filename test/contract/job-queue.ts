import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Job, JobQueue, JobReceiver } from '../../lib/ports/job-queue.ts';
import { codeOf } from './table.ts';

/** `advance` lets time pass for the queue: a fixed clock moves, a real one waits. `maxReceives` is 3. */
export type QueueUnderTest = {
  readonly queue: JobQueue & JobReceiver;
  advance(seconds: number): Promise<void>;
  close(): Promise<void> | void;
};

export const scanJob = (scanId: string, tenant = 'acme'): Job => ({ kind: 'scan', tenant, scanId });

/**
 * What every `JobQueue` with its receiver does; `make` gives an empty one that delivers a job 3 times. `turns` false: the tenants' turns
 * are made by something that is not there in a test; `voids` false: what stands in for the queue takes receipts that are not valid any more.
 */
export const jobQueueContract = (
  name: string,
  make: () => Promise<QueueUnderTest>,
  { turns = true, voids = true }: { readonly turns?: boolean; readonly voids?: boolean } = {},
): void => {
  describe(`job queue: ${name}`, () => {
    let home: QueueUnderTest;
    let queue: JobQueue & JobReceiver;
    beforeEach(async () => {
      home = await make();
      queue = home.queue;
    });
    afterEach(async () => home.close());
    const receive = (max = 10, leaseSeconds = 30) => queue.receive({ max, leaseSeconds });

    it('delivers every kind of job as it was sent, once while it is leased', async () => {
      const jobs: Job[] = [
        scanJob('scan_1'),
        { kind: 'deliver', tenant: 'acme', deliveryId: 'dlv_1' },
        { kind: 'rejudge', tenant: 'acme', batchId: 'bat_1' },
      ];
      for (const job of jobs) await queue.send(job);
      const received = await receive();
      expect(received.map(({ job }) => JSON.stringify(job)).sort()).toEqual(jobs.map((job) => JSON.stringify(job)).sort());
      expect(received.map(({ receiveCount }) => receiveCount)).toEqual([1, 1, 1]);
      expect(await receive()).toEqual([]);
    });

    it('gives at most `max`, and nothing when there is nothing', async () => {
      expect(await receive()).toEqual([]);
      for (const id of ['1', '2', '3']) await queue.send(scanJob(id));
      expect(await receive(2)).toHaveLength(2);
      expect(await receive(2)).toHaveLength(1);
    });

    it('never delivers a job that is done', async () => {
      await queue.send(scanJob('1'));
      const [received] = await receive();
      expect(await queue.done(received?.receipt ?? '')).toBe(true);
      await home.advance(3600);
      expect(await receive()).toEqual([]);
    });

    it('delivers again when the lease has ended, counts it, and the old receipt is void', async () => {
      await queue.send(scanJob('1'));
      const [first] = await receive(1, 30);
      await home.advance(29);
      expect(await receive()).toEqual([]);
      await home.advance(2);
      const [second] = await receive(1, 30);
      expect(second).toMatchObject({ job: scanJob('1'), receiveCount: 2 });
      expect(second?.receipt).not.toBe(first?.receipt);
      for (const old of voids ? [first] : []) {
        expect(await queue.done(old?.receipt ?? '')).toBe(false);
        expect(await queue.postpone(old?.receipt ?? '', 0)).toBe(false);
      }
      await home.advance(31);
      expect(await receive()).toHaveLength(1);
    });

    it('holds a lease that is asked for again, and gives back at once with 0', async () => {
      await queue.send(scanJob('1'));
      const [received] = await receive(1, 30);
      await home.advance(20);
      expect(await queue.postpone(received?.receipt ?? '', 30)).toBe(true);
      await home.advance(20);
      expect(await receive()).toEqual([]);
      expect(await queue.postpone(received?.receipt ?? '', 0)).toBe(true);
      expect(await receive()).toHaveLength(1);
    });

    it('keeps a job back for its delay', async () => {
      await queue.send(scanJob('1'), 60);
      await home.advance(59);
      expect(await receive()).toEqual([]);
      await home.advance(2);
      expect(await receive()).toHaveLength(1);
    });

    it.each([-1, 901, Number.NaN])('refuses a delay of %d seconds', async (delay) => {
      expect(await codeOf(queue.send(scanJob('1'), delay))).toBe('invalid-request');
    });

    it('moves a job to the dead letters after three deliveries that did not end', async () => {
      await queue.send(scanJob('poison'));
      for (const count of [1, 2, 3]) {
        expect((await receive(1, 10)).map(({ receiveCount }) => receiveCount)).toEqual([count]);
        await home.advance(11);
      }
      expect(await receive(1, 10)).toEqual([]);
      const [dead] = await queue.deadLetters({ max: 10, leaseSeconds: 10 });
      expect(dead?.job).toEqual(scanJob('poison'));
      expect(await queue.deadLetters({ max: 10, leaseSeconds: 10 })).toEqual([]);
      await home.advance(11);
      const [again] = await queue.deadLetters({ max: 10, leaseSeconds: 10 });
      expect(await queue.done(again?.receipt ?? '')).toBe(true);
      await home.advance(11);
      expect(await queue.deadLetters({ max: 10, leaseSeconds: 10 })).toEqual([]);
    });

    it('gives each job to one of several that ask at once', async () => {
      for (let n = 0; n < 20; n += 1) await queue.send(scanJob(`${n}`));
      const received = (await Promise.all(Array.from({ length: 8 }, () => receive(5)))).flat();
      expect(new Set(received.map(({ job }) => JSON.stringify(job))).size).toBe(received.length);
      expect(received).toHaveLength(20);
    });

    if (!turns) return;
    it('delivers a tenant’s first job next, whatever another has waiting', async () => {
      for (let n = 0; n < 50; n += 1) await queue.send(scanJob(`busy${n}`, 'busy'));
      await receive(1);
      await queue.send(scanJob('quiet', 'quiet'));
      expect((await receive(1)).map(({ job }) => job.tenant)).toEqual(['quiet']);
    });

    it('gives tenants turns', async () => {
      for (let n = 0; n < 6; n += 1) for (const tenant of ['a', 'b', 'c']) await queue.send(scanJob(`${n}`, tenant));
      for (let turn = 0; turn < 6; turn += 1) {
        expect((await receive(3)).map(({ job }) => job.tenant).sort()).toEqual(['a', 'b', 'c']);
      }
    });
  });
};
