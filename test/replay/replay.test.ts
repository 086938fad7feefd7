import { describe, expect, it } from 'vitest';
import { listVerdicts } from '../../lib/history/list.ts';
import { recordVerdict } from '../../lib/history/record.ts';
import type { Caller } from '../../lib/model/actor.ts';
import { activatePolicy } from '../../lib/policy-version/activate.ts';
import { createPolicyVersion } from '../../lib/policy-version/create.ts';
import { cancelReplay } from '../../lib/replay/cancel.ts';
import { giveUpReplay, type ReplayJob } from '../../lib/replay/end.ts';
import { type ReplayInput, replayInput } from '../../lib/replay/input.ts';
import { getReplay, listChanges, listReplays } from '../../lib/replay/list.ts';
import { replayMarkdown } from '../../lib/replay/markdown.ts';
import { runReplay } from '../../lib/replay/run.ts';
import { startReplay } from '../../lib/replay/start.ts';
import { sweepReplays } from '../../lib/replay/sweep.ts';
import { evaluateInline } from '../../lib/scan/inline.ts';
import { startScan } from '../../lib/scan/start.ts';
import { evaluate } from '../../lib/verdict/evaluate.ts';
import { createWaiver } from '../../lib/waiver/create.ts';
import { revokeWaiver } from '../../lib/waiver/revoke.ts';
import { refusal } from '../policy-version/home.ts';
import { deployment, events, newCaller, newWorld, type World } from '../scan/world.ts';
import { inputOf, policyOf } from '../verdict/input.ts';

const podOf = (name: string, more = '') =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec: { ${more} containers: [{ name: a, image: a }] }\n`;

const version = async (world: World, caller: Caller, spec: string) => {
  const text = `apiVersion: plimsoll.dev/v1\nkind: Policy\nmetadata: { name: team }\nspec: ${spec}\n`;
  return (await createPolicyVersion(world.deps, caller, { text })).version;
};

const lax = '{ rules: [host-network], thresholds: { misconfiguration: { deny: never } } }';
const strict = '{ rules: [host-network, privileged], thresholds: { misconfiguration: { deny: medium } } }';

/** A tenant whose lax policy is active. */
const opened = async () => {
  const world = await newWorld();
  const caller = newCaller();
  await activatePolicy(world.deps, caller, await version(world, caller, lax));
  return { world, caller, candidate: await version(world, caller, strict) };
};

const judgeText = (world: World, caller: Caller, text: string, environment: string | null = null) =>
  evaluateInline(world.deps, caller, {
    manifests: [{ name: 'pod.yaml', text }],
    dockerfile: null,
    environment,
    namespace: null,
    labels: {},
    policy: 'team',
    record: true,
  });

const replayOf = (world: World, caller: Caller, input: Partial<ReplayInput>) =>
  startReplay(world.deps, caller, replayInput.parse({ policy: 'team', ...input }));

const live = () => new AbortController().signal;
const isReplay = (job: { kind: string }): job is ReplayJob => job.kind === 'replay';

/** Delivers what the queue holds until nothing is left; gives how often a worker had a turn. */
const drain = async (world: World): Promise<number> => {
  let turns = 0;
  for (;;) {
    const [received] = await world.store.queue.receive({ max: 1, leaseSeconds: 15 });
    if (!received) return turns;
    if (isReplay(received.job)) {
      turns += 1;
      if ((await runReplay(world.deps, world.settings.judging, received.job, live())) === 'again')
        await world.deps.queue.send(received.job);
    }
    await world.store.queue.done(received.receipt);
  }
};

const jobOf = (caller: Caller, replayId: string): ReplayJob => ({ kind: 'replay', tenant: caller.tenant, replayId });

describe('replaying a policy', () => {
  it('says what would have been denied, by what, and changes nothing', async () => {
    const { world, caller, candidate } = await opened();
    await judgeText(world, caller, podOf('a'));
    const bad = await judgeText(world, caller, podOf('b', 'hostNetwork: true,'), 'production');
    world.advance(1000);
    const { id } = await replayOf(world, caller, { digest: candidate.digest });
    expect(await getReplay(world.deps, caller, id)).toMatchObject({ state: 'queued', progress: { examined: 0, fraction: 0 } });
    await drain(world);
    const replay = await getReplay(world.deps, caller, id);
    expect(replay).toMatchObject({
      state: 'succeeded',
      progress: { examined: 2, judged: 2, fraction: 1 },
      changed: 1,
      deniedBy: [{ rule: 'host-network', count: 1 }],
      truncated: false,
    });
    expect(replay.decisions).toContainEqual({ before: 'warn', after: 'deny', count: 1 });
    const { items } = await listChanges(world.deps, caller, { id, limit: 10 });
    expect(items).toMatchObject([{ verdictId: bad.id, before: 'warn', after: 'deny', environment: 'production', advisories: 'then' }]);
    const verdicts = await listVerdicts(world.deps, caller, { limit: 10 });
    expect(verdicts.items.map(({ decision }) => decision)).toEqual(['warn', 'allow']);
    expect((await events(world, caller.tenant)).at(-1)?.body).toMatchObject({
      type: 'policy.replayed',
      data: { replayId: id, changed: 1 },
    });
    const page = replayMarkdown(replay, items);
    expect(page).toContain('**1 would have been denied**, 1 of them were not');
    expect(page).toContain('| host-network | 1 |');
  });

  it('judges scans by their stored evidence, without a registry', async () => {
    const { world, caller, candidate } = await opened();
    await startScan(world.deps, caller, { manifests: [{ name: 'd.yaml', text: deployment }], policy: 'team' });
    await startScan(world.deps, caller, { image: 'registry.test/app:1', policy: 'team' });
    await world.drain();
    const { id } = await replayOf(world, caller, { digest: candidate.digest });
    world.deps.images.resolve = () => Promise.reject(new Error('the registry was asked'));
    await drain(world);
    expect(await getReplay(world.deps, caller, id)).toMatchObject({
      state: 'succeeded',
      progress: { judged: 2 },
      changed: 1,
      deniedBy: [{ rule: 'privileged', count: 1 }],
    });
  });

  it('uses the waivers that were in force when each verdict was made', async () => {
    const { world, caller, candidate } = await opened();
    const { id: waiver } = await createWaiver(world.deps, caller, { scope: { rule: 'host-network' }, reason: 'r' });
    await judgeText(world, caller, podOf('waived', 'hostNetwork: true,'));
    world.advance(1000);
    await revokeWaiver(world.deps, caller, waiver);
    const later = await judgeText(world, caller, podOf('later', 'hostNetwork: true,'));
    world.advance(1000);
    await createWaiver(world.deps, caller, { scope: { rule: 'host-network' }, reason: 'r' });
    const { id } = await replayOf(world, caller, { digest: candidate.digest });
    await drain(world);
    expect((await listChanges(world.deps, caller, { id, limit: 10 })).items.map(({ verdictId }) => verdictId)).toEqual([later.id]);
  });

  it('goes on where it was stopped, gives others a turn, and counts each verdict once by however many workers', async () => {
    const { world, caller, candidate } = await opened();
    for (let index = 0; index < 260; index += 1) await judgeText(world, caller, podOf(`p${index}`, 'hostNetwork: true,'));
    world.advance(1000);
    const { id } = await replayOf(world, caller, { digest: candidate.digest });
    const { deps, settings } = world;
    expect(await runReplay(deps, settings.judging, jobOf(caller, id), AbortSignal.abort())).toBe('again');
    expect(await getReplay(deps, caller, id)).toMatchObject({ state: 'queued', progress: { examined: 0 } });
    const outcomes = await Promise.all([1, 2, 3].map(() => runReplay(deps, settings.judging, jobOf(caller, id), live())));
    expect(outcomes).toContain('done');
    const halfway = await getReplay(deps, caller, id);
    expect(halfway.state).toBe('running');
    expect(halfway.progress.examined).toBeLessThan(260);
    expect(await drain(world)).toBeGreaterThan(0);
    expect(await getReplay(deps, caller, id)).toMatchObject({ state: 'succeeded', changed: 260, progress: { examined: 260, judged: 260 } });
    const seen = new Set<string>();
    let after: Parameters<typeof listChanges>[2]['after'];
    do {
      const page = await listChanges(deps, caller, { id, limit: 70, after });
      for (const { verdictId } of page.items) seen.add(verdictId);
      after = page.next;
    } while (after);
    expect(seen.size).toBe(260);
  });

  it('looks at the newest only, when told how many', async () => {
    const { world, caller, candidate } = await opened();
    for (let index = 0; index < 5; index += 1) await judgeText(world, caller, podOf(`p${index}`));
    world.advance(1000);
    const { id } = await replayOf(world, caller, { digest: candidate.digest, limit: 3 });
    await drain(world);
    expect(await getReplay(world.deps, caller, id)).toMatchObject({ state: 'succeeded', truncated: true, progress: { examined: 3 } });
  });

  it('narrows by environment, by time and by the policy that judged', async () => {
    const { world, caller, candidate } = await opened();
    const start = new Date(world.deps.clock.now()).toISOString();
    await judgeText(world, caller, podOf('a'), 'production');
    world.advance(60_000);
    const middle = new Date(world.deps.clock.now()).toISOString();
    await judgeText(world, caller, podOf('b'), 'staging');
    await evaluateInline(world.deps, caller, {
      manifests: [{ name: 'pod.yaml', text: podOf('c') }],
      dockerfile: null,
      environment: null,
      namespace: null,
      labels: {},
      policy: 'baseline',
      record: true,
    });
    world.advance(60_000);
    const examined = async (input: Partial<ReplayInput>) => {
      const { id } = await replayOf(world, caller, { digest: candidate.digest, ...input });
      await drain(world);
      return (await getReplay(world.deps, caller, id)).progress.examined;
    };
    expect(await examined({})).toBe(2);
    expect(await examined({ environment: 'staging' })).toBe(1);
    expect(await examined({ since: start, until: middle })).toBe(1);
    expect(await examined({ judgedBy: '*' })).toBe(3);
    expect(await examined({ judgedBy: 'baseline' })).toBe(1);
  });

  it('says how many could not be judged again, and never counts them as unchanged', async () => {
    const { world, caller, candidate } = await opened();
    const verdict = {
      ...evaluate(inputOf({ policy: policyOf(), now: world.deps.clock.now() })),
      policy: { name: 'team', digest: candidate.digest },
    };
    await recordVerdict(world.deps, { tenant: caller.tenant, verdict, environment: null, scanId: null });
    await recordVerdict(world.deps, { tenant: caller.tenant, verdict, environment: null, scanId: 'scan_00000000000000000000000000' });
    world.advance(1000);
    const { id } = await replayOf(world, caller, {});
    await drain(world);
    expect(await getReplay(world.deps, caller, id)).toMatchObject({
      progress: { examined: 2, judged: 0 },
      passed: { withoutEvidence: 2 },
      decisions: [],
    });
  });

  it('can be cancelled, keeps what it found, and cannot be cancelled when it has ended', async () => {
    const { world, caller, candidate } = await opened();
    await judgeText(world, caller, podOf('a'));
    const { id } = await replayOf(world, caller, { digest: candidate.digest });
    expect(await cancelReplay(world.deps, caller, id)).toMatchObject({ state: 'cancelled', reason: { code: 'cancelled' } });
    expect((await cancelReplay(world.deps, caller, id)).state).toBe('cancelled');
    await drain(world);
    expect((await getReplay(world.deps, caller, id)).progress.examined).toBe(0);
    const other = await replayOf(world, caller, { digest: candidate.digest });
    await drain(world);
    expect(await refusal(cancelReplay(world.deps, caller, other.id))).toBe('conflict');
    expect((await listReplays(world.deps, caller, { limit: 10 })).items.map(({ state }) => state)).toEqual(['succeeded', 'cancelled']);
  });

  it('is sent again when its message was lost, and ends when it cannot be finished', async () => {
    const { world, caller, candidate } = await opened();
    const { id } = await replayOf(world, caller, { digest: candidate.digest });
    const [lost] = await world.store.queue.receive({ max: 1, leaseSeconds: 15 });
    await world.store.queue.done(lost?.receipt ?? '');
    expect(await sweepReplays(world.deps)).toBe(0);
    world.advance(5 * 60_000 + 1);
    expect(await sweepReplays(world.deps)).toBe(1);
    expect(await drain(world)).toBe(1);
    world.advance(3_600_000);
    expect(await sweepReplays(world.deps)).toBe(0);
    const other = await replayOf(world, caller, { digest: candidate.digest });
    expect(await giveUpReplay(world.deps, jobOf(caller, other.id))).toBe(true);
    expect(await getReplay(world.deps, caller, other.id)).toMatchObject({ state: 'failed', reason: { code: 'internal' } });
    expect((await getReplay(world.deps, caller, id)).state).toBe('succeeded');
  });

  it('refuses a version that is not there, a time that ends before it begins, others’ replays, and keys without the scope', async () => {
    const { world, caller, candidate } = await opened();
    expect(await refusal(replayOf(world, caller, { digest: `sha256:${'0'.repeat(64)}` }))).toBe('not-found');
    expect(await refusal(replayOf(world, caller, { policy: 'nobody' }))).toBe('invalid-request');
    const times = { since: '2026-11-22T00:00:00Z', until: '2026-11-21T00:00:00Z' };
    expect(await refusal(replayOf(world, caller, times))).toBe('invalid-request');
    const { id } = await replayOf(world, caller, { digest: candidate.digest });
    expect(await refusal(getReplay(world.deps, newCaller(), id))).toBe('not-found');
    expect(await refusal(replayOf(world, newCaller(['policy:read']), { policy: 'baseline' }))).toBe('forbidden');
  });
});

it('lets no name out of its place in the report', () => {
  const replay = {
    id: 'rpl_1',
    state: 'succeeded' as const,
    policy: { name: 'team', digest: `sha256:${'0'.repeat(64)}` as const },
    judgedBy: null,
    repository: null,
    environment: null,
    since: '2026-10-22T00:00:00Z',
    until: '2026-11-22T00:00:00Z',
    limit: 1,
    createdAt: '',
    createdBy: '',
    updatedAt: '',
    progress: { examined: 1, judged: 1, fraction: 1 },
    decisions: [],
    changed: 1,
    deniedBy: [{ rule: '<img src=x>|@team', count: 1 }],
    passed: { withoutEvidence: 0, unreadable: 0 },
    truncated: false,
    reason: null,
  };
  expect(replayMarkdown(replay, [])).toContain('\\<img src=x\\>\\|\\@team');
});
