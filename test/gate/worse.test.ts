import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordDeployment } from '../../lib/deployment/create.ts';
import { decideGate } from '../../lib/gate/decide.ts';
import { type GateInput, gateInput } from '../../lib/gate/input.ts';
import { recordVerdict } from '../../lib/history/record.ts';
import { inspector } from '../../lib/image/inspect.ts';
import type { Caller } from '../../lib/model/actor.ts';
import { type Digest, sha256 } from '../../lib/model/digest.ts';
import type { ImageEvidence, VulnerabilityMatch } from '../../lib/model/evidence.ts';
import { activatePolicy } from '../../lib/policy-version/activate.ts';
import { policyByName } from '../../lib/policy-version/active.ts';
import { createPolicyVersion } from '../../lib/policy-version/create.ts';
import { replaceMapping } from '../../lib/policy-version/replace-mapping.ts';
import { saveImageEvidence } from '../../lib/store/image-evidence.ts';
import { evaluate } from '../../lib/verdict/evaluate.ts';
import { manifestEvidence } from '../../lib/verdict/evidence.ts';
import { createWaiver } from '../../lib/waiver/create.ts';
import { activeWaivers } from '../../lib/waiver/list.ts';
import { revokeWaiver } from '../../lib/waiver/revoke.ts';
import { openHome, type TestHome } from '../policy-version/home.ts';
import { imageEvidence, inputOf, match, matched } from '../verdict/input.ts';

let home: TestHome;
beforeAll(async () => {
  home = await openHome();
});
afterAll(() => home.close());

const [old, fresh] = [sha256('old'), sha256('new')];
const repository = 'registry.example/shop/api';
const inProduction = { environment: 'production', policy: 'team', onlyIfWorse: true };
const ask = (caller: Caller, input: Partial<GateInput> = {}) =>
  decideGate(home.deps, caller, gateInput.parse({ subjects: [{ reference: `${repository}@${fresh}` }], ...inProduction, ...input }));
const codes = ({ reasons }: Awaited<ReturnType<typeof ask>>) => reasons.map(({ code, effect }) => `${code} ${effect}`);
const deploy = (caller: Caller, digest: Digest, service?: string) =>
  recordDeployment(home.deps, caller, {
    environment: 'production',
    ...(service !== undefined && { service }),
    subjects: [{ reference: `${repository}@${digest}` }],
  });

const team = async (spec = '{ thresholds: { vulnerability: { deny: high, warn: low } } }', caller = home.caller()) => {
  const text = `apiVersion: plimsoll.dev/v1\nkind: Policy\nmetadata: { name: team }\nspec: ${spec}\n`;
  const { version } = await createPolicyVersion(home.deps, caller, { text });
  await activatePolicy(home.deps, caller, version);
  return caller;
};

const imageOf = (digest: Digest, more: Partial<ImageEvidence['subject']> = {}, packages = ['openssl']): ImageEvidence => {
  const evidence = imageEvidence(packages);
  return { ...evidence, inspector, subject: { ...evidence.subject, ...more, digest } };
};

/** A verdict about an image with these issues, its evidence stored beside it. */
const judged = async (caller: Caller, evidence: ImageEvidence, ...matches: readonly VulnerabilityMatch[]) => {
  await saveImageEvidence(home.deps.table, caller.tenant, evidence);
  const policy = await policyByName(home.deps, caller.tenant, 'team');
  const waivers = await activeWaivers(home.deps, caller.tenant);
  const verdict = evaluate(
    inputOf({ evidence: [evidence], advisories: [matched(...matches)], policy, waivers, now: home.deps.clock.now() }),
  );
  await recordVerdict(home.deps, { tenant: caller.tenant, verdict, environment: null, scanId: null });
};

describe('only if worse than what runs now', () => {
  it('lets go what has the same findings, and warns of them', async () => {
    const caller = await team();
    await judged(caller, imageOf(old), match('CVE-1', 'high'));
    await judged(caller, imageOf(fresh), match('CVE-1', 'high'));
    await deploy(caller, old);
    expect((await ask(caller, { onlyIfWorse: false })).decision).toBe('deny');
    const answer = await ask(caller);
    expect([answer.decision, ...codes(answer)]).toEqual(['warn', 'not-worse warn', 'severity-threshold warn']);
  });

  it('stops what the change brings, and names it', async () => {
    const caller = await team();
    await judged(caller, imageOf(old), match('CVE-1', 'high'));
    await judged(caller, imageOf(fresh, {}, ['openssl', 'zlib']), match('CVE-1', 'high'), match('CVE-2', 'high', { packageIndex: 1 }));
    await deploy(caller, old);
    const answer = await ask(caller);
    expect([answer.decision, ...codes(answer)]).toEqual(['deny', 'worse-than-running deny', 'severity-threshold warn']);
    expect(answer.reasons[0]).toMatchObject({ count: 1, message: expect.stringContaining('CVE-2') });
  });

  it('does not stop for what was only disclosed since, in a package that runs already', async () => {
    const caller = await team();
    await judged(caller, imageOf(old));
    await judged(caller, imageOf(fresh), match('CVE-9', 'high'));
    await deploy(caller, old);
    expect((await ask(caller)).decision).toBe('warn');
  });

  it('never stops the bytes that run already, whatever has become known of them', async () => {
    const caller = await team();
    await judged(caller, imageOf(fresh), match('CVE-1', 'high'));
    await deploy(caller, fresh);
    const answer = await ask(caller);
    expect([answer.decision, ...codes(answer)]).toEqual(['warn', 'not-worse warn', 'severity-threshold warn']);
  });

  it('judges by itself where nothing runs, or nobody knows what runs', async () => {
    const caller = await team();
    await judged(caller, imageOf(fresh), match('CVE-1', 'high'));
    expect(codes(await ask(caller))).toEqual(['severity-threshold deny', 'running-unknown allow']);
    await deploy(caller, old);
    const answer = await ask(caller);
    expect([answer.decision, ...codes(answer)]).toEqual(['deny', 'severity-threshold deny', 'running-unknown allow']);
    await judged(caller, imageOf(old), match('CVE-1', 'high'));
    expect((await ask(caller, { environment: 'staging' })).decision).toBe('deny');
    expect((await ask(caller, { service: 'other' })).decision).toBe('deny');
    expect((await ask(caller)).decision).toBe('warn');
  });

  it('softens no refusal of another kind than findings', async () => {
    const caller = await team('{ thresholds: { vulnerability: { deny: high } }, freshness: { evidence: 1h }, actions: { stale: deny } }');
    await judged(caller, imageOf(old), match('CVE-1', 'high'));
    await judged(caller, imageOf(fresh), match('CVE-1', 'high'));
    await deploy(caller, old);
    home.pass(2000);
    const answer = await ask(caller, { maxAgeSeconds: 1 });
    expect(codes(answer)).toContain('severity-threshold warn');
    expect(answer.decision).toBe('deny');
    expect(codes(answer)).toContain('evidence-stale deny');
  });

  it('counts a finding whose waiver has ended by whether it runs already', async () => {
    const caller = await team();
    const { id } = await createWaiver(home.deps, caller, { scope: { rule: 'CVE-2' }, reason: 'r' });
    await judged(caller, imageOf(old), match('CVE-1', 'high'));
    await judged(caller, imageOf(fresh, {}, ['openssl', 'zlib']), match('CVE-2', 'high', { packageIndex: 1 }));
    await deploy(caller, old);
    expect((await ask(caller)).decision).toBe('allow');
    await revokeWaiver(home.deps, caller, id);
    expect(codes(await ask(caller))).toEqual(expect.arrayContaining(['worse-than-running deny', 'waiver-ended warn']));
    await deploy(caller, fresh);
    expect((await ask(caller)).decision).toBe('warn');
  });

  it('compares an image of an index with the one of its platform', async () => {
    const caller = await team();
    const arm = { platform: { os: 'linux', architecture: 'arm64' } };
    const ref = `${repository}:2`;
    const evidence = [imageOf(sha256('amd'), { ref }), imageOf(sha256('arm'), { ref, ...arm })];
    const policy = await policyByName(home.deps, caller.tenant, 'team');
    const advisories = [matched(), { ...matched(match('CVE-1', 'high')), subject: 1 }];
    const verdict = evaluate(inputOf({ evidence, advisories, policy, now: home.deps.clock.now() }));
    await recordVerdict(home.deps, { tenant: caller.tenant, verdict, environment: null, scanId: null });
    await recordDeployment(home.deps, caller, { environment: 'production', subjects: [{ reference: ref }] });
    await judged(caller, imageOf(sha256('amd2')), match('CVE-1', 'high', { published: '2020-01-01T00:00:00Z' }));
    await judged(caller, imageOf(sha256('arm2'), arm), match('CVE-1', 'high'));
    expect((await ask(caller, { subjects: [{ digest: sha256('arm2') }] })).decision).toBe('warn');
    expect((await ask(caller, { subjects: [{ digest: sha256('amd2') }] })).decision).toBe('deny');
  });

  it('compares files by service', async () => {
    const caller = await team('{ packs: [baseline] }');
    const podOf = (name: string, more: string) =>
      manifestEvidence([
        {
          name: 'pod.yaml',
          text: `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec: { ${more} containers: [{ name: a, image: a, securityContext: { privileged: true } }] }\n`,
        },
      ]);
    const policy = await policyByName(home.deps, caller.tenant, 'team');
    const [before, same, worse] = [podOf('a', ''), podOf('a', 'restartPolicy: Never,'), podOf('a', 'hostNetwork: true,')];
    for (const evidence of [before, same, worse]) {
      const verdict = evaluate(inputOf({ evidence: [evidence], policy, now: home.deps.clock.now() }));
      await recordVerdict(home.deps, { tenant: caller.tenant, verdict, environment: null, scanId: null });
    }
    await recordDeployment(home.deps, caller, {
      environment: 'production',
      service: 'shop',
      subjects: [{ digest: before.subject.digest }],
    });
    const about = (evidence: typeof before, service: string) => ask(caller, { service, subjects: [{ digest: evidence.subject.digest }] });
    expect((await about(same, 'shop')).decision).toBe('warn');
    expect((await about(worse, 'shop')).reasons[0]).toMatchObject({
      code: 'worse-than-running',
      message: expect.stringContaining('host-network'),
    });
    expect((await about(same, 'other')).decision).toBe('deny');
  });

  it('is a binding’s to ask for, and the question’s to refuse', async () => {
    const caller = await team();
    await judged(caller, imageOf(old), match('CVE-1', 'high'));
    await judged(caller, imageOf(fresh), match('CVE-1', 'high'));
    await deploy(caller, old);
    const mapping = {
      apiVersion: 'plimsoll.dev/v1',
      kind: 'PolicyMapping',
      metadata: { name: 'all' },
      spec: { mappings: [{ match: { stage: ['deploy'] }, policy: 'team', onlyIfWorse: true }], default: 'team' },
    };
    await replaceMapping(home.deps, caller, { revision: 0, text: JSON.stringify(mapping) });
    const { policy: _, onlyIfWorse: __, ...bound } = { ...inProduction, subjects: [{ digest: fresh }] };
    const decisionOf = async (more: object) => (await decideGate(home.deps, caller, gateInput.parse({ ...bound, ...more }))).decision;
    expect(await decisionOf({ stage: 'deploy' })).toBe('warn');
    expect(await decisionOf({ stage: 'build' })).toBe('deny');
    expect(await decisionOf({ stage: 'deploy', onlyIfWorse: false })).toBe('deny');
  });
});

it('is asked of an environment', () => {
  expect(gateInput.safeParse({ subjects: [{ digest: fresh }], onlyIfWorse: true }).success).toBe(false);
});
