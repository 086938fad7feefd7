import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordDeployment } from '../../lib/deployment/create.ts';
import { type DeploymentInput, deploymentInput } from '../../lib/deployment/input.ts';
import { getDeployment, listDeployments } from '../../lib/deployment/list.ts';
import { listRunning } from '../../lib/deployment/running.ts';
import { recordVerdict } from '../../lib/history/record.ts';
import type { Caller } from '../../lib/model/actor.ts';
import { sha256 } from '../../lib/model/digest.ts';
import { evaluate } from '../../lib/verdict/evaluate.ts';
import { openHome, refusal, type TestHome } from '../policy-version/home.ts';
import { imageDigest, imageEvidence, inputOf, policyOf } from '../verdict/input.ts';

let home: TestHome;
beforeAll(async () => {
  home = await openHome();
});
afterAll(() => home.close());

const image = (name: string, tag: string) => ({ reference: `registry.example/${name}@${sha256(tag)}` });
const deploy = (caller: Caller, more: Partial<DeploymentInput> & Pick<DeploymentInput, 'subjects'>) =>
  recordDeployment(home.deps, caller, deploymentInput.parse({ environment: 'production', ...more }));
const running = async (caller: Caller, service?: string) =>
  (await listRunning(home.deps, caller, { environment: 'production', service, limit: 100 })).items.map(
    ({ service: of, repository, digests }) => [of, repository, digests[0]],
  );

it('an image takes the place of the one of its repository, and only there', async () => {
  const caller = home.caller();
  await deploy(caller, { subjects: [image('api', '1'), image('web', '1')] });
  await deploy(caller, { subjects: [image('api', '2')] });
  await deploy(caller, { environment: 'staging', subjects: [image('api', '3')] });
  expect(await running(caller)).toEqual([
    [null, 'registry.example/api', sha256('2')],
    [null, 'registry.example/web', sha256('1')],
  ]);
  expect(await running(home.caller())).toEqual([]);
});

it('a service runs what its last deployment named, and nothing when that named nothing', async () => {
  const caller = home.caller();
  await deploy(caller, { service: 'a', subjects: [image('api', '1'), image('job', '1')] });
  await deploy(caller, { service: 'b#c', subjects: [image('api', '9')] });
  await deploy(caller, { service: 'a', subjects: [image('api', '2'), { digest: sha256('files') }] });
  expect(await running(caller, 'a')).toEqual([
    ['a', 'registry.example/api', sha256('2')],
    ['a', null, sha256('files')],
  ]);
  await deploy(caller, { service: 'a', subjects: [] });
  expect(await running(caller)).toEqual([['b#c', 'registry.example/api', sha256('9')]]);
});

it('a tag is the image that it was when it was last judged, and one that was never is refused', async () => {
  const caller = home.caller();
  const subjects = [{ reference: 'registry.example/shop/api:1' }];
  expect(await refusal(deploy(caller, { subjects }))).toBe('invalid-request');
  const verdict = evaluate(inputOf({ evidence: [imageEvidence()], policy: policyOf(), now: home.deps.clock.now() }));
  await recordVerdict(home.deps, { tenant: caller.tenant, verdict, environment: null, scanId: null });
  const { subjects: parts } = await deploy(caller, { subjects });
  expect(parts).toEqual([
    { subject: subjects[0]?.reference, kind: 'image', repository: 'registry.example/shop/api', digests: [imageDigest] },
  ]);
  expect((await deploy(caller, { subjects: [{ digest: imageDigest }] })).subjects).toMatchObject([{ kind: 'image' }]);
});

it('deployments are kept: newest first, by environment and service', async () => {
  const caller = home.caller();
  const ids: string[] = [];
  for (const environment of ['production', 'staging', 'production']) {
    ids.unshift((await deploy(caller, { environment, service: `s${ids.length}`, revision: 'r', subjects: [image('api', '1')] })).id);
    home.pass(1000);
  }
  const listed = async (filter: object) => (await listDeployments(home.deps, caller, { limit: 10, ...filter })).items.map(({ id }) => id);
  expect(await listed({})).toEqual(ids);
  expect(await listed({ environment: 'production' })).toEqual([ids[0], ids[2]]);
  expect(await listed({ service: 's1' })).toEqual([ids[1]]);
  expect(await listed({ since: home.deps.clock.now() - 1000 })).toEqual([ids[0]]);
  const [newest = ''] = ids;
  expect(await getDeployment(home.deps, caller, newest)).toMatchObject({ id: newest, revision: 'r', deployedBy: 'key_1' });
  expect(await refusal(getDeployment(home.deps, home.caller(), newest))).toBe('not-found');
});

it('refuses two images for one place, an empty list without a service, and a key without the scope', async () => {
  const caller = home.caller();
  expect(await refusal(deploy(caller, { subjects: [image('api', '1'), image('api', '2')] }))).toBe('invalid-request');
  expect(deploymentInput.safeParse({ environment: 'production', subjects: [] }).success).toBe(false);
  expect(await refusal(deploy(home.caller(['deployment:read']), { subjects: [image('api', '1')] }))).toBe('forbidden');
  expect(await refusal(listRunning(home.deps, home.caller(['deployment:write']), { environment: 'e', limit: 1 }))).toBe('forbidden');
});
