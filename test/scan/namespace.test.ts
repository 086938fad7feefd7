import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decideGate } from '../../lib/gate/decide.ts';
import { getVerdict } from '../../lib/history/get.ts';
import type { Caller } from '../../lib/model/actor.ts';
import { replaceMapping } from '../../lib/policy-version/replace-mapping.ts';
import { getScan } from '../../lib/scan/get.ts';
import { evaluateInline } from '../../lib/scan/inline.ts';
import type { ScanInput } from '../../lib/scan/input.ts';
import { startScan } from '../../lib/scan/start.ts';
import { smallImage } from './small-image.ts';
import { newCaller, newWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await newWorld();
});
afterAll(() => world.store.close());

const pod = (namespace: string | null): string => `apiVersion: v1
kind: Pod
metadata: { name: web${namespace === null ? '' : `, namespace: ${namespace}`} }
spec: { containers: [{ name: web, image: registry.test/app:1 }] }
`;

const team = async (): Promise<Caller> => {
  const caller = newCaller();
  const text = `apiVersion: plimsoll.dev/v1
kind: PolicyMapping
metadata: { name: all }
spec:
  mappings:
    - { match: { namespace: [dev] }, policy: quick-wins }
    - { match: { namespace: [prod] }, policy: restricted }
  default: baseline
`;
  await replaceMapping(world.deps, caller, { revision: 0, text });
  return caller;
};

const scanned = async (caller: Caller, input: ScanInput) => {
  const { id } = await startScan(world.deps, caller, input);
  await world.drain();
  const { verdictId } = await getScan(world.deps, caller, id);
  return (await getVerdict(world.deps, caller, verdictId ?? '')).verdict;
};

describe('the policy of a change', () => {
  it.each([
    ['prod', {}, 'restricted'],
    ['dev', {}, 'quick-wins'],
    ['other', {}, 'baseline'],
    [null, {}, 'baseline'],
    [null, { namespace: 'prod' }, 'restricted'],
    ['dev', { namespace: 'dev' }, 'quick-wins'],
  ])('in namespace %s with %j is %s', async (namespace, more, policy) => {
    const caller = await team();
    const manifests = [{ name: 'pod.yaml', text: pod(namespace) }];
    expect((await scanned(caller, { manifests, ...more })).policy.name).toBe(policy);
    const change = { manifests, dockerfile: null, environment: null, labels: {}, policy: null, record: false, namespace: null, ...more };
    expect((await evaluateInline(world.deps, caller, change)).verdict.policy.name).toBe(policy);
  });

  it('that spans namespaces is every policy of them: a lax namespace beside a strict one lets nothing through', async () => {
    const caller = await team();
    const both = { manifests: [{ name: 'pods.yaml', text: `${pod('dev')}---\n${pod('prod')}` }] };
    expect(await scanned(caller, both)).toMatchObject({ policy: { name: 'restricted' }, decision: 'deny' });
    const dev = { manifests: [{ name: 'pods.yaml', text: pod('dev') }] };
    expect((await scanned(caller, dev)).decision).not.toBe('deny');
  });

  it('of an image that a gate asks for by namespace is the one that the gate then looks for', async () => {
    const caller = await team();
    const reference = `registry.test/app@${smallImage().image.digest}`;
    const ask = () => decideGate(world.deps, caller, { subjects: [{ reference }], namespace: 'prod' });
    const first = await ask();
    expect(first.subjects[0]?.reasons.map(({ code }) => code)).toContain('scan-started');
    await world.drain();
    const second = await ask();
    expect(second.subjects[0]).toMatchObject({ policy: { name: 'restricted' } });
    expect(second.subjects[0]?.verdictId).not.toBeNull();
  });
});
