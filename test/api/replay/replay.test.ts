import { expect, it } from 'vitest';
import { runReplay } from '../../../lib/replay/run.ts';
import { storedJudging } from '../../../lib/scan/judging.ts';
import { bodyOf, openWorld, problemOf } from '../harness.ts';

const world = await openWorld();
const judging = storedJudging(world.deps, { waivers: async () => [] });
const work = async () => {
  for (const { job, receipt } of await world.receiver.receive({ max: 10, leaseSeconds: 15 })) {
    if (job.kind === 'replay') await runReplay(world.deps, judging, job, new AbortController().signal);
    await world.receiver.done(receipt);
  }
};
const pod = (name: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec: { containers: [{ name: a, image: a, securityContext: { privileged: true } }] }\n`;

it('a replay is followed to its end, and its report read in every form', async () => {
  const tenant = await world.tenant();
  const lax = 'apiVersion: plimsoll.dev/v1\nkind: Policy\nmetadata: { name: team }\nspec: { mode: audit, packs: [baseline] }\n';
  const yaml = { 'content-type': 'application/yaml' };
  await tenant.send({ method: 'POST', path: '/v1/policies?activate=true', body: lax, headers: yaml });
  const { digest } = await bodyOf(
    await tenant.send({ method: 'POST', path: '/v1/policies', body: lax.replace('mode: audit, ', ''), headers: yaml }),
  );
  for (const name of ['a', 'b', 'c'])
    await tenant.send({ method: 'POST', path: '/v1/evaluate', json: { manifests: pod(name), policy: 'team' } });
  world.pass(1000);

  const started = await tenant.send({ method: 'POST', path: '/v1/replays', json: { policy: 'team', digest } });
  expect(started.status).toBe(202);
  expect(started.headers.get('retry-after')).toBe('1');
  const path = started.headers.get('location') ?? '';
  const waiting = await tenant.send({ path });
  expect(await bodyOf(waiting)).toMatchObject({ state: 'queued' });
  await work();
  const ended = await tenant.send({ path: `${path}?wait=5` });
  expect(ended.headers.get('retry-after')).toBeNull();
  expect(await bodyOf(ended)).toMatchObject({ state: 'succeeded', changed: 3, decisions: [{ before: 'allow', after: 'deny', count: 3 }] });

  const report = await tenant.send({ path: `${path}?format=markdown` });
  expect(report.headers.get('content-type')).toBe('text/markdown');
  expect(await report.text()).toContain('3 would have been denied');

  const first = await bodyOf(await tenant.send({ path: `${path}/changes?limit=2&becomes=deny` }));
  expect(first.items).toHaveLength(2);
  const second = await bodyOf(await tenant.send({ path: `${path}/changes?limit=2&becomes=deny&cursor=${first.next}` }));
  expect(second.items).toHaveLength(1);
  expect(await problemOf(await tenant.send({ path: `${path}/changes?limit=2&cursor=${first.next}` }))).toMatchObject({
    code: 'invalid-cursor',
  });
  expect((await bodyOf(await tenant.send({ path: '/v1/replays' }))).items).toHaveLength(1);
  expect((await tenant.send({ method: 'POST', path: `${path}/cancel` })).status).toBe(409);
});
