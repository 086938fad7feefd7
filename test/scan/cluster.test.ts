import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getVerdict } from '../../lib/history/get.ts';
import type { Caller } from '../../lib/model/actor.ts';
import { activatePolicy } from '../../lib/policy-version/activate.ts';
import { createPolicyVersion } from '../../lib/policy-version/create.ts';
import { readTexts, textEvidence } from '../../lib/scan/documents.ts';
import { getScan } from '../../lib/scan/get.ts';
import type { ScanInput } from '../../lib/scan/input.ts';
import { startScan } from '../../lib/scan/start.ts';
import { newCaller, newWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await newWorld();
});
afterAll(() => world.store.close());

const policy = `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: { name: teams }
spec:
  rules:
    - name: known
      match: { any: [{ resources: { kinds: [Pod] } }] }
      context: [{ name: teams, configMap: { name: teams, namespace: platform } }]
      validate:
        failureAction: Enforce
        message: a team is one of ours
        deny: { conditions: { any: [{ key: "{{ request.object.metadata.labels.team }}", operator: AnyNotIn, value: "{{ parse_json(teams.data.all) }}" }] } }
`;
const cluster = [
  {
    name: 'teams.yaml',
    text: `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: teams, namespace: platform }\ndata: { all: '["a", "b"]' }\n`,
  },
];
const pod = (team: string) => [
  {
    name: 'pod.yaml',
    text: `apiVersion: v1\nkind: Pod\nmetadata: { name: a, labels: { team: ${team} } }\nspec: { containers: [{ name: a, image: registry.test/a:1 }] }\n`,
  },
];

const team = async (): Promise<Caller> => {
  const caller = newCaller();
  const { version } = await createPolicyVersion(world.deps, caller, { text: policy });
  await activatePolicy(world.deps, caller, version);
  return caller;
};

describe('a scan under a policy of Kyverno', () => {
  const scanned = async (caller: Caller, input: ScanInput) => {
    const { id } = await startScan(world.deps, caller, { policy: 'teams', ...input });
    await world.drain();
    const { verdictId } = await getScan(world.deps, caller, id);
    return (await getVerdict(world.deps, caller, verdictId ?? '')).verdict;
  };

  it('is judged by what was told of the cluster, which is kept with it', async () => {
    const caller = await team();
    expect((await scanned(caller, { manifests: pod('a'), cluster })).decision).toBe('allow');
    expect((await scanned(caller, { manifests: pod('c'), cluster })).findings).toMatchObject([
      { rule: 'kyverno/teams/known', effect: 'deny' },
    ]);
    const untold = await scanned(caller, { manifests: pod('a') });
    expect(untold).toMatchObject({ decision: 'warn', notEvaluated: [{ rule: 'kyverno/teams/known' }] });
  });

  it('is refused when what is told cannot be read', async () => {
    const caller = await team();
    const broken = [{ name: 'teams.yaml', text: 'a: [' }];
    await expect(startScan(world.deps, caller, { manifests: pod('a'), cluster: broken })).rejects.toMatchObject({
      code: 'invalid-yaml',
      places: [{ file: 'teams.yaml', line: 1 }],
    });
  });
});

it('what was kept before a cluster could be told of has none', () => {
  const kept = readTexts({ manifests: pod('a'), dockerfile: null, sbom: null });
  expect(kept.cluster).toEqual([]);
  expect(textEvidence(kept, '2026-11-22T10:00:00Z')[0]).not.toHaveProperty('cluster');
});
