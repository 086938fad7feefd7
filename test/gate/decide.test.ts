import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listAudit } from '../../lib/audit/list.ts';
import { decideGate } from '../../lib/gate/decide.ts';
import { type GateInput, gateInput } from '../../lib/gate/input.ts';
import { recordVerdict } from '../../lib/history/record.ts';
import type { Caller } from '../../lib/model/actor.ts';
import { type Digest, sha256 } from '../../lib/model/digest.ts';
import { AppError } from '../../lib/model/error.ts';
import { bindPolicy } from '../../lib/policy/bind.ts';
import type { CompiledPolicy } from '../../lib/policy/compiled.ts';
import { activatePolicy } from '../../lib/policy-version/activate.ts';
import { policyByName } from '../../lib/policy-version/active.ts';
import { createPolicyVersion } from '../../lib/policy-version/create.ts';
import { replaceMapping } from '../../lib/policy-version/replace-mapping.ts';
import type { Deps } from '../../lib/ports/deps.ts';
import { type ScanRecord, terminalStates } from '../../lib/scan/record.ts';
import { putScan, readScan } from '../../lib/scan/store.ts';
import { saveDocument } from '../../lib/store/document.ts';
import { keys } from '../../lib/store/keys.ts';
import { evaluate } from '../../lib/verdict/evaluate.ts';
import { manifestEvidence } from '../../lib/verdict/evidence.ts';
import { createWaiver } from '../../lib/waiver/create.ts';
import { activeWaivers } from '../../lib/waiver/list.ts';
import { revokeWaiver } from '../../lib/waiver/revoke.ts';
import { openHome, refusal, start, type TestHome } from '../policy-version/home.ts';
import { imageDigest, imageEvidence, inputOf, match, matched } from '../verdict/input.ts';

let home: TestHome;
beforeAll(async () => {
  home = await openHome();
});
afterAll(() => home.close());

const byDigest = { subjects: [{ digest: imageDigest }] };
const reference = `registry.example/shop/api@${imageDigest}`;
const ask = (caller: Caller, input: GateInput) => decideGate(home.deps, caller, gateInput.parse(input));
const codes = ({ reasons }: Awaited<ReturnType<typeof ask>>) => reasons.map(({ code, effect }) => `${code} ${effect}`);

const team = async (
  caller: Caller,
  spec = '{ thresholds: { vulnerability: { deny: high, warn: low } }, actions: { unknown: deny, stale: warn } }',
) => {
  const text = `apiVersion: plimsoll.dev/v1\nkind: Policy\nmetadata: { name: team }\nspec: ${spec}\n`;
  const { version } = await createPolicyVersion(home.deps, caller, { text });
  await activatePolicy(home.deps, caller, version);
  return policyByName(home.deps, caller.tenant, 'team');
};
const map = (caller: Caller, spec: object, revision = 0) =>
  replaceMapping(home.deps, caller, {
    revision,
    text: JSON.stringify({ apiVersion: 'plimsoll.dev/v1', kind: 'PolicyMapping', metadata: { name: 'all' }, spec }),
  });

const privilegedPod = `apiVersion: v1
kind: Pod
metadata: { name: a }
spec: { containers: [{ name: a, image: a, securityContext: { privileged: true } }] }
`;

/** A stored verdict about the image with these vulnerabilities. */
const judged = async (
  caller: Caller,
  policy: CompiledPolicy,
  severities: readonly ('low' | 'high')[],
  environment: string | null = null,
) => {
  const verdict = evaluate(
    inputOf({
      evidence: [imageEvidence()],
      advisories: [matched(...severities.map((severity, index) => match(`CVE-2026-${index}`, severity)))],
      policy,
      environment,
      waivers: await activeWaivers(home.deps, caller.tenant),
      now: home.deps.clock.now(),
    }),
  );
  return recordVerdict(home.deps, { tenant: caller.tenant, verdict, environment, scanId: null });
};

describe('from stored verdicts', () => {
  it.each([
    ['none', [], 'allow', 'no-findings allow'],
    ['a low one', ['low'], 'warn', 'severity-threshold warn'],
    ['a high one', ['low', 'high'], 'deny', 'severity-threshold deny'],
  ] as const)('%s', async (_, severities, decision, code) => {
    const caller = home.caller();
    const policy = await team(caller);
    await map(caller, { mappings: [], default: 'team' });
    await judged(caller, policy, severities);
    const answer = await ask(caller, byDigest);
    expect(answer).toMatchObject({
      decision,
      judged: decision,
      subjects: [{ decision, policy: { name: 'team', mapping: null }, scanId: null }],
    });
    expect(codes(answer)).toContain(code);
  });

  it('each part of a change answers by its own reasons, and tells what it was judged with', async () => {
    const caller = home.caller();
    const policy = await team(caller, '{ rules: [privileged], thresholds: { vulnerability: { deny: high, warn: low } } }');
    const manifests = manifestEvidence([{ name: 'pod.yaml', text: privilegedPod }]);
    const verdict = evaluate(
      inputOf({
        evidence: [imageEvidence(), manifests],
        advisories: [matched(match('CVE-2026-1', 'low'))],
        policy,
        now: home.deps.clock.now(),
      }),
    );
    expect(verdict.decision).toBe('deny');
    await recordVerdict(home.deps, { tenant: caller.tenant, verdict, environment: null, scanId: null });
    const { subjects } = await ask(caller, {
      policy: 'team',
      subjects: [{ digest: imageDigest }, { digest: manifests.subject.digest }],
    });
    const whole = { decision: 'deny', subjectCount: 2, reasons: [{ effect: 'deny' }, { effect: 'warn' }] };
    expect(subjects).toMatchObject([
      { decision: 'warn', reasons: [{ code: 'severity-threshold', effect: 'warn', count: 1 }], change: whole },
      { decision: 'deny', reasons: [{ code: 'severity-threshold', effect: 'deny', count: 1 }], change: whole },
    ]);
  });

  it('the worst part decides for the change', async () => {
    const caller = home.caller();
    await judged(caller, await team(caller), []);
    const answer = await ask(caller, { policy: 'team', subjects: [{ digest: imageDigest }, { digest: sha256('another') }] });
    expect(answer).toMatchObject({ decision: 'deny', subjects: [{ decision: 'allow' }, { decision: 'deny', verdictId: null }] });
  });

  it('a verdict that is too old, or by another version of the policy, is stale', async () => {
    const caller = home.caller();
    await judged(caller, await team(caller), []);
    home.pass(60_000);
    expect((await ask(caller, { ...byDigest, policy: 'team', maxAgeSeconds: 60 })).decision).toBe('allow');
    expect(codes(await ask(caller, { ...byDigest, policy: 'team', maxAgeSeconds: 59 }))).toContain('evidence-stale warn');
    await team(caller, '{ actions: { stale: deny } }');
    expect(await ask(caller, { ...byDigest, policy: 'team' })).toMatchObject({
      decision: 'deny',
      reasons: [{ code: 'evidence-stale' }, {}],
    });
  });

  it('a waiver that was revoked or has ended covers nothing any more', async () => {
    const caller = home.caller();
    const policy = await team(caller);
    const waive = () =>
      createWaiver(home.deps, caller, {
        scope: { rule: 'CVE-2026-0' },
        reason: 'r',
        expiresAt: new Date(home.deps.clock.now() + 1000).toISOString(),
      });
    const first = await waive();
    await judged(caller, policy, ['high']);
    expect((await ask(caller, { ...byDigest, policy: 'team' })).decision).toBe('allow');
    await revokeWaiver(home.deps, caller, first.id);
    const answer = await ask(caller, { ...byDigest, policy: 'team' });
    expect([answer.decision, ...codes(answer)]).toEqual(['deny', 'waiver-ended deny', 'waived allow']);
    await waive();
    await judged(caller, policy, ['high']);
    home.pass(1000);
    expect((await ask(caller, { ...byDigest, policy: 'team' })).decision).toBe('deny');
  });

  it('a waiver for one environment opens no gate of another', async () => {
    const caller = home.caller();
    const policy = await team(caller);
    await createWaiver(home.deps, caller, { scope: { rule: 'vulnerability', environment: 'staging', namespace: '*' }, reason: 'r' });
    await createWaiver(home.deps, caller, { scope: { rule: 'vulnerability', environment: 'staging' }, reason: 'r' });
    await judged(caller, policy, ['high'], 'staging');
    expect((await ask(caller, { ...byDigest, policy: 'team', environment: 'staging' })).decision).toBe('allow');
    expect((await ask(caller, { ...byDigest, policy: 'team', environment: 'prod' })).decision).toBe('deny');
  });
});

describe('what was never seen', () => {
  it('starts one scan, and is answered by the policy until it ends', async () => {
    const caller = home.caller(['gate:read']);
    const first = await ask(caller, { subjects: [{ reference }] });
    const again = await ask(caller, { subjects: [{ reference }] });
    expect(first).toMatchObject({ decision: 'unknown', subjects: [{ digest: imageDigest, verdictId: null }] });
    expect(codes(first)).toEqual(['scan-started unknown', 'subject-unknown unknown']);
    expect(first.subjects[0]?.scanId).toMatch(/^scan_/);
    expect(again.subjects[0]?.scanId).toBe(first.subjects[0]?.scanId);
  });

  it('is answered from the scan when it has ended: by a tag, or by the digest of an index', async () => {
    const caller = home.caller();
    const policy = await team(caller);
    for (const asked of ['registry.example/shop/api:1.4', `registry.example/shop/api@${sha256('index')}`]) {
      const input = { policy: 'team', subjects: [{ reference: asked }] };
      const { subjects } = await ask(caller, input);
      await endScan(caller, subjects[0]?.scanId ?? '', { state: 'succeeded', subjects: [imageEvidence().subject] });
      await judged(caller, policy, ['high']);
      expect(await ask(caller, input)).toMatchObject({
        decision: 'deny',
        subjects: [{ subject: asked, digest: imageDigest, scanId: subjects[0]?.scanId }],
      });
    }
  });

  it('is looked up again after ten minutes: the same digest has its verdict, another one is scanned', async () => {
    const caller = home.caller();
    const policy = await team(caller);
    const input = { policy: 'team', subjects: [{ reference: 'registry.example/shop/api:1.4' }] };
    const lookedUp: string[] = [];
    let standsFor: () => Digest = () => imageDigest;
    const images: Deps['images'] = {
      ...home.deps.images,
      digestOf: async (name) => {
        lookedUp.push(name);
        return standsFor();
      },
    };
    const askWith = () => decideGate({ ...home.deps, images }, caller, gateInput.parse(input));
    const scanId = (await askWith()).subjects[0]?.scanId ?? '';
    const resolved = await saveDocument(home.deps.table, keys.scanStep(caller.tenant, scanId, 'resolved'), [
      { digest: imageDigest, layers: [] },
    ]);
    home.pass(10 * 60_000 + 1);
    expect((await askWith()).subjects[0]).toMatchObject({ scanId, decision: 'deny', verdictId: null });
    await endScan(caller, scanId, { state: 'succeeded', subjects: [imageEvidence().subject], resolved });
    await judged(caller, policy, ['high']);
    expect(lookedUp).toEqual([]);
    for (const _ of [1, 2]) expect((await askWith()).subjects[0]).toMatchObject({ scanId, decision: 'deny', digest: imageDigest });
    expect(lookedUp).toEqual(['registry.example/shop/api:1.4']);
    home.pass(10 * 60_000 + 1);
    expect((await askWith()).decision).toBe('deny');
    home.pass(10 * 60_000 + 1);
    standsFor = () => sha256('another');
    const moved = await askWith();
    expect(codes(moved)).toContain('scan-started deny');
    expect(moved.subjects[0]?.scanId).not.toBe(scanId);
    expect(lookedUp).toHaveLength(3);
  });

  it('is scanned anew when the registry does not tell, and the gate answers all the same', async () => {
    const caller = home.caller();
    const input = { subjects: [{ reference: 'registry.example/shop/api:1.4' }] };
    const first = (await ask(caller, input)).subjects[0]?.scanId ?? '';
    const resolved = await saveDocument(home.deps.table, keys.scanStep(caller.tenant, first, 'resolved'), [
      { digest: imageDigest, layers: [] },
    ]);
    await endScan(caller, first, { state: 'succeeded', subjects: [imageEvidence().subject], resolved });
    for (const digestOf of [undefined, async () => refuse(), async () => Promise.reject(new TypeError('a defect'))]) {
      home.pass(10 * 60_000 + 1);
      const images = { ...home.deps.images, ...(digestOf && { digestOf }) };
      const answer = await decideGate({ ...home.deps, images }, caller, gateInput.parse(input));
      expect(codes(answer)).toContain('scan-started unknown');
      const { scanId } = answer.subjects[0] ?? {};
      expect(scanId).not.toBe(first);
      await endScan(caller, scanId ?? '', { state: 'succeeded', subjects: [imageEvidence().subject], resolved });
    }
  });

  it('asked for twice in one question is one scan', async () => {
    const caller = home.caller();
    const { subjects } = await ask(caller, { subjects: [{ reference }, { reference }] });
    expect(new Set(subjects.map(({ scanId }) => scanId)).size).toBe(1);
  });

  it('is scanned by the policy that the stage has chosen, so that the next question finds its verdict', async () => {
    const caller = home.caller();
    const policy = await team(caller);
    await map(caller, { mappings: [{ match: { stage: ['deploy'] }, policy: 'team' }], default: 'starter' });
    const input = { stage: 'deploy', subjects: [{ reference: 'registry.example/shop/api:1.4' }] };
    const scanId = (await ask(caller, input)).subjects[0]?.scanId ?? '';
    expect((await readScan(home.deps, caller.tenant, scanId))?.record.policy).toBe('team');
    await endScan(caller, scanId, { state: 'succeeded', subjects: [imageEvidence().subject] });
    await judged(caller, policy, ['high']);
    expect((await ask(caller, input)).subjects[0]).toMatchObject({ decision: 'deny', policy: { name: 'team' } });
    const other = await ask(caller, { subjects: input.subjects });
    expect(other.subjects[0]).toMatchObject({ policy: { name: 'starter' }, decision: 'unknown' });
    expect((await readScan(home.deps, caller.tenant, other.subjects[0]?.scanId ?? ''))?.record.policy).toBeNull();
  });

  it.each([
    ['unsupported', 'subject-unsupported'],
    ['failed', 'evaluation-error'],
    ['timed_out', 'evaluation-error'],
    ['cancelled', 'evaluation-error'],
  ] as const)('and whose scan ended %s', async (state, code) => {
    expect(terminalStates).toContain(state);
    const caller = home.caller();
    await team(caller, '{ actions: { error: warn, unsupported: warn, unknown: deny } }');
    const input = { policy: 'team', subjects: [{ reference }] };
    const { subjects } = await ask(caller, input);
    await endScan(caller, subjects[0]?.scanId ?? '', { state });
    expect(codes(await ask(caller, input))).toEqual([`${code} warn`]);
    home.pass(60_000);
    const later = await ask(caller, input);
    expect(later.subjects[0]?.scanId === subjects[0]?.scanId).toBe(state === 'unsupported');
  });

  it('starts nothing in a dry run, and nothing for a digest without a place', async () => {
    const caller = home.caller();
    const dry = await ask(caller, { dryRun: true, subjects: [{ reference }] });
    expect(dry).toMatchObject({ decision: 'allow', judged: 'unknown', dryRun: true, subjects: [{ scanId: null }] });
    expect(await ask(caller, byDigest)).toMatchObject({ decision: 'unknown', subjects: [{ scanId: null }] });
  });

  it.each([
    ['open', 'warn'],
    ['closed', 'deny'],
  ])('fails %s where the mapping says so', async (failMode, decision) => {
    const caller = home.caller();
    await map(caller, { mappings: [{ match: { environment: ['prod'] }, policy: 'starter', failMode }], default: 'starter' });
    const answer = await ask(caller, { ...byDigest, environment: 'prod' });
    expect(answer.decision).toBe(decision);
    expect(codes(answer)).toContain(`fail-${failMode} ${decision}`);
    expect((await ask(caller, byDigest)).decision).toBe('unknown');
  });
});

describe('modes and the hand brake', () => {
  it('a binding that only warns or records stops nothing', async () => {
    const caller = home.caller();
    const policy = await team(caller);
    await judged(caller, policy, ['high']);
    expect(bindPolicy(policy, 'warn').mode).toBe('warn');
    const answers: string[] = [];
    for (const [revision, mode] of (['enforce', 'warn', 'audit'] as const).entries()) {
      await map(caller, { mappings: [{ match: {}, policy: 'team', mode }], default: 'starter' }, revision);
      answers.push((await ask(caller, byDigest)).decision, (await ask(caller, { subjects: [{ digest: sha256('unseen') }] })).decision);
    }
    expect(answers).toEqual(['deny', 'deny', 'warn', 'warn', 'allow', 'allow']);
  });

  it('broken glass opens, is recorded with its reason, and needs the right to accept findings', async () => {
    const caller = home.caller(['gate:read', 'waiver:write', 'audit:read']);
    const breakGlass = { reason: 'the shop is down', ticket: 'INC-1' };
    expect(await ask(caller, { ...byDigest, breakGlass })).toMatchObject({
      decision: 'allow',
      judged: 'unknown',
      reasons: [{ code: 'break-glass' }, {}],
    });
    const { items } = await listAudit(home.deps, caller, { since: start, until: home.deps.clock.now() + 1, limit: 10 });
    expect(items).toMatchObject([{ action: 'gate.break-glass', detail: { ...breakGlass, judged: 'unknown' } }]);
    expect(await refusal(ask(home.caller(['gate:read']), { ...byDigest, breakGlass }))).toBe('forbidden');
  });
});

it.each([
  ['nothing', { subjects: [] }],
  ['both names', { subjects: [{ reference, digest: imageDigest }] }],
  ['neither', { subjects: [{}] }],
  ['no reason to break the glass', { ...byDigest, breakGlass: { reason: ' ' } }],
  ['an unknown member', { ...byDigest, verbose: true }],
])('refuses %s', (_, input) => {
  expect(gateInput.safeParse(input).success).toBe(false);
});

it('refuses what is no reference, a policy that is not there, and a key without the scope', async () => {
  const caller = home.caller();
  expect(await refusal(ask(caller, { subjects: [{ reference: 'Not An Image' }] }))).toBe('invalid-reference');
  expect(await refusal(ask(caller, { ...byDigest, policy: 'nobody' }))).toBe('invalid-request');
  expect(await refusal(ask(home.caller(['scan:read']), byDigest))).toBe('forbidden');
});

const refuse = (): never => {
  throw new AppError('registry-unavailable', 'no answer');
};

const endScan = async (caller: Caller, id: string, change: Partial<ScanRecord>): Promise<void> => {
  const held = await readScan(home.deps, caller.tenant, id);
  if (!held) throw new Error(`no scan ${id}`);
  await home.deps.table.write([putScan(held, { ...change, updatedAt: new Date(home.deps.clock.now()).toISOString() })]);
};
