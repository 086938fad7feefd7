import { ECRClient } from '@aws-sdk/client-ecr';
import { afterEach, describe, expect, it } from 'vitest';
import { ecrFindings } from '../../lib/adapters/aws/ecr/findings.ts';
import { getVerdict } from '../../lib/history/get.ts';
import { listVerdicts } from '../../lib/history/list.ts';
import { saveBatch } from '../../lib/incident/rejudge/batch.ts';
import { type RejudgeOutcome, runRejudge } from '../../lib/incident/rejudge/run.ts';
import type { Verdict } from '../../lib/model/verdict.ts';
import type { PolicyDocument } from '../../lib/policy/document.ts';
import { runScan } from '../../lib/scan/run.ts';
import { startScan } from '../../lib/scan/start.ts';
import type { Judging } from '../../lib/scan/step.ts';
import { readScan } from '../../lib/scan/store.ts';
import { type Answer, type FakeService, fakeService, ok, refused } from '../adapters/aws/service.ts';
import { policyOf } from '../verdict/input.ts';
import { newCaller, newWorld, start } from './world.ts';

const opened: FakeService[] = [];
afterEach(async () => void (await Promise.all(opened.splice(0).map((one) => one.close()))));

const scanOf = (status: string, imageScanFindings: object = {}): Answer => ok({ imageScanStatus: { status }, imageScanFindings });
const found = (name: string, severity: string): object => ({ name, severity, attributes: [{ key: 'package_name', value: 'musl' }] });
const complete = (at: number, ...findings: object[]): Answer => scanOf('COMPLETE', { findings, imageScanCompletedAt: at / 1000 });
const hour = 3_600_000;

type Options = { readonly startScans?: boolean; readonly policy?: PolicyDocument['spec'] };

/** A world whose registry is one of ECR, which answers these one after the other, the last one again and again. */
const worldOf = async (answers: readonly Answer[], { startScans = false, policy = {} }: Options = {}) => {
  const world = await newWorld();
  const { deps, store } = world;
  const service = await fakeService(answers);
  opened.push(service);
  const vendor = ecrFindings({
    clients: async (region) => new ECRClient({ ...service.settings, region, maxAttempts: 1 }),
    hosts: { 'registry.test': { account: '123456789012', region: 'eu-central-1' } },
    startScans,
  });
  const judging: Judging = { ...world.settings.judging, vendor, policies: async () => [policyOf({ packs: [], ...policy })] };
  const settings = { ...world.settings, judging };
  const caller = newCaller();
  const newest = async (): Promise<Verdict> => {
    const [summary] = (await listVerdicts(deps, caller, { limit: 1 })).items;
    return (await getVerdict(deps, caller, summary?.id ?? '')).verdict;
  };
  /** Works off the queue once; gives what was rejudged. */
  const work = async (): Promise<RejudgeOutcome[]> => {
    const outcomes: RejudgeOutcome[] = [];
    const signal = new AbortController().signal;
    for (const { job, receipt } of await store.queue.receive({ max: 10, leaseSeconds: 15 })) {
      if (job.kind === 'scan') await runScan(deps, settings, job, signal);
      const outcome = job.kind === 'rejudge' ? await runRejudge(deps, judging, job, signal) : 'stopped';
      if (outcome !== 'stopped') outcomes.push(outcome);
      await store.queue.done(receipt);
    }
    return outcomes;
  };
  const scan = async (): Promise<string> => {
    const { id } = await startScan(deps, caller, { image: 'registry.test/shop/api:1' });
    await work();
    return id;
  };
  const state = async (id: string) => (await readScan(deps, caller.tenant, id))?.record.state;
  const asked = () => service.asked.map(({ operation }) => operation);
  return { world, caller, newest, work, scan, state, asked };
};

const waits: Options = { policy: { registryFindings: { decides: 'registry', wait: '5m' } } };
const gapsOf = ({ notEvaluated }: Verdict) => notEvaluated.map(({ reason }) => reason).filter((reason) => reason.includes('registry'));

it('a scan takes the findings of the image’s own registry into its verdict', async () => {
  const { scan, newest, asked } = await worldOf([complete(start, found('CVE-2026-1', 'CRITICAL'))]);
  await scan();
  const verdict = await newest();
  expect(verdict.decision).toBe('deny');
  expect(verdict.findings).toMatchObject([{ severity: 'critical', vulnerability: { id: 'CVE-2026-1', foundBy: 'registry' } }]);
  expect(asked()).toEqual(['DescribeImageScanFindings']);
});

describe('a scan of the registry that is under way', () => {
  it('is not waited for unless the policy says so', async () => {
    const { scan, state, newest } = await worldOf([scanOf('IN_PROGRESS')]);
    expect(await state(await scan())).toBe('succeeded');
    expect(gapsOf(await newest())).toEqual([expect.stringContaining('the scan is under way (IN_PROGRESS)')]);
  });

  it('is waited for, more and more seldom, and taken when it is there', async () => {
    const pending = scanOf('PENDING');
    const { world, scan, state, newest, work, asked } = await worldOf(
      [pending, pending, pending, complete(start, found('CVE-2026-1', 'HIGH'))],
      waits,
    );
    const id = await scan();
    expect(await state(id)).toBe('matching');
    for (const seconds of [5, 5, 5]) {
      await work();
      world.advance(seconds * 1000);
      await work();
    }
    expect(asked()).toHaveLength(4);
    expect(await state(id)).toBe('succeeded');
    expect((await newest()).findings).toMatchObject([{ vulnerability: { foundBy: 'registry' } }]);
  });

  it('ends in a state with a reason when it takes too long, and it was not asked for every second', async () => {
    const { world, scan, state, newest, work, asked } = await worldOf([scanOf('IN_PROGRESS')], waits);
    const id = await scan();
    for (let minute = 0; minute < 6 * 12; minute += 1) {
      world.advance(5_000);
      await work();
    }
    expect(await state(id)).toBe('succeeded');
    const verdict = await newest();
    expect(verdict.decision).toBe('unknown');
    expect(verdict.reasons.map(({ code }) => code)).toContain('registry-silent');
    expect(gapsOf(verdict)).toEqual([expect.stringContaining('IN_PROGRESS')]);
    expect(asked().length).toBeLessThan(15);
  });
});

it.each([
  ['refuses', refused('AccessDeniedException'), 'REGISTRY_UNAUTHORIZED'],
  ['is throttled', refused('ThrottlingException'), 'UNAVAILABLE'],
  ['has lost the image', refused('ImageNotFoundException'), 'IMAGE_NOT_FOUND'],
  ['does not know this kind', scanOf('UNSUPPORTED_IMAGE'), 'UNSUPPORTED_IMAGE'],
  ['has said something new', scanOf('SOMETHING_NEW'), 'SOMETHING_NEW'],
])('a registry that %s ends no scan and is never clean', async (_title, answer, status) => {
  const { scan, state, newest } = await worldOf([answer], { policy: { registryFindings: { missing: 'deny' } } });
  expect(await state(await scan())).toBe('succeeded');
  const verdict = await newest();
  expect(verdict.decision).toBe('deny');
  expect(gapsOf(verdict)).toEqual([expect.stringContaining(status)]);
});

describe('an image that the registry has not scanned', () => {
  const none = refused('ScanNotFoundException');
  it('is left alone when this service may not start scans', async () => {
    const { scan, newest, asked } = await worldOf([none]);
    await scan();
    expect(asked()).toEqual(['DescribeImageScanFindings']);
    expect(gapsOf(await newest())).toEqual([expect.stringContaining('NOT_SCANNED')]);
  });

  it('is scanned when it may, and waited for', async () => {
    const { world, scan, state, work, newest, asked } = await worldOf([none, ok(), complete(start, found('CVE-2026-1', 'HIGH'))], {
      ...waits,
      startScans: true,
    });
    const id = await scan();
    world.advance(5_000);
    await work();
    expect(asked()).toEqual(['DescribeImageScanFindings', 'StartImageScan', 'DescribeImageScanFindings']);
    expect(await state(id)).toBe('succeeded');
    expect((await newest()).findings).toHaveLength(1);
  });

  it.each([
    ['LimitExceededException', 'LIMIT_EXCEEDED'],
    ['UnsupportedImageTypeException', 'UNSUPPORTED_IMAGE'],
    ['ValidationException', 'NOT_STARTED'],
  ])('and %s says why there is none', async (type, status) => {
    const { scan, newest } = await worldOf([none, refused(type)], { startScans: true });
    await scan();
    expect(gapsOf(await newest())).toEqual([expect.stringContaining(status)]);
  });

  it('one that was scanned days ago is scanned again, and till then the old result stands with its age', async () => {
    const old = complete(start - 50 * hour, found('CVE-2026-1', 'HIGH'));
    for (const answer of [ok(), refused('LimitExceededException')]) {
      const { scan, newest, asked } = await worldOf([old, answer], { startScans: true, policy: { freshness: { evidence: '48h' } } });
      await scan();
      expect(asked()).toEqual(['DescribeImageScanFindings', 'StartImageScan']);
      const verdict = await newest();
      expect(verdict.findings).toMatchObject([{ vulnerability: { registry: { completedAt: new Date(start - 50 * hour).toISOString() } } }]);
      expect(verdict.reasons.map(({ code }) => code)).toContain('evidence-stale');
    }
  });
});

describe('judging again because the registry says something else', () => {
  const rejudged = async (answers: readonly Answer[], times = 1) => {
    const given = await worldOf(answers);
    await given.scan();
    const { subjects } = await given.newest();
    for (let n = 0; n < times; n += 1)
      await saveBatch(given.world.deps, given.caller.tenant, {
        database: null,
        images: subjects.map(({ digest }) => digest),
        cause: 'registry',
      });
    const outcomes = await given.work();
    return { ...given, outcomes };
  };
  const count = (changed: number, unchanged: number, passed: number) => ({ changed, unchanged, passed });

  it('records and announces one verdict, however often it is told', async () => {
    const { outcomes, newest, world, caller } = await rejudged(
      [scanOf('IN_PROGRESS'), complete(start, found('CVE-2026-1', 'CRITICAL'))],
      3,
    );
    expect(outcomes).toEqual([count(1, 0, 0), count(0, 0, 1), count(0, 0, 1)]);
    expect((await newest()).decision).toBe('deny');
    const { items } = await listVerdicts(world.deps, caller, { limit: 10 });
    expect(items.map(({ cause, decision }) => [cause, decision])).toEqual([
      ['registry', 'deny'],
      [undefined, 'allow'],
    ]);
  });

  it('a scan that finds the same again says nothing new', async () => {
    const finding = found('CVE-2026-1', 'HIGH');
    const { outcomes } = await rejudged([complete(start, finding), complete(start + hour, finding)]);
    expect(outcomes).toEqual([count(0, 0, 1)]);
  });

  it('a registry that is scanning anew, or cannot answer, does not take back what it said', async () => {
    for (const answer of [scanOf('IN_PROGRESS'), refused('ThrottlingException')]) {
      const { outcomes, newest } = await rejudged([complete(start, found('CVE-2026-1', 'HIGH')), answer]);
      expect(outcomes).toEqual([count(0, 0, 1)]);
      expect((await newest()).findings).toHaveLength(1);
    }
  });
});
