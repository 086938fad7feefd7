import { afterAll, beforeAll, expect, it } from 'vitest';
import { ulids } from '../../lib/adapters/embedded/ids.ts';
import { openSqlite, type SqliteStore } from '../../lib/adapters/sqlite/store.ts';
import { getVerdict } from '../../lib/history/get.ts';
import { recordVerdict } from '../../lib/history/record.ts';
import { readShown } from '../../lib/history/shown.ts';
import { inspector } from '../../lib/image/inspect.ts';
import { csv } from '../../lib/report/csv.ts';
import { html } from '../../lib/report/html.ts';
import { sarif } from '../../lib/report/sarif.ts';
import { saveImageEvidence } from '../../lib/store/image-evidence.ts';
import { context, verdict } from '../report/example.ts';
import { evidenceOf } from '../rule/image/evidence.ts';
import { newCaller } from '../scan/world.ts';

let now = Date.UTC(2026, 10, 22, 10);
const clock = { now: () => now };
let store: SqliteStore;
let deps: Parameters<typeof recordVerdict>[0];
beforeAll(async () => {
  store = await openSqlite(':memory:', { clock });
  deps = { table: store.table, clock, ids: ulids(clock) };
});
afterAll(() => store.close());

const [manifests, image] = verdict.subjects;
const dockerfile = { name: 'Dockerfile', text: 'FROM debian:12\nRUN apt-get update\nCOPY /app /app\n' };
const texts = { manifests: [...(context.sources ?? [])], dockerfile, sbom: null, cluster: [], namespace: null };

const recordAt = async (tenant: string, more: Partial<typeof verdict> & { readonly environment?: string } = {}): Promise<string> => {
  now += 3_600_000;
  const { environment = 'production', ...rest } = more;
  const made = { ...verdict, evaluatedAt: new Date(now).toISOString(), ...rest };
  const recorded = await recordVerdict(deps, { tenant, verdict: made, environment, scanId: null, input: texts });
  return recorded.kind === 'recorded' ? recorded.id : '';
};

it('shows a report what it uses: lines of the files, layers of the images, verdicts before', async () => {
  const caller = newCaller();
  const layers = context.layers?.[0]?.layers ?? [];
  if (image?.kind !== 'image') throw new Error('the example has an image');
  await saveImageEvidence(store.table, caller.tenant, {
    kind: 'image',
    subject: image,
    inspector,
    observedAt: verdict.evaluatedAt,
    content: { ...evidenceOf().content, layers },
  });
  const stored = await getVerdict(deps, caller, await recordAt(caller.tenant));
  const shown = await readShown({ deps, caller }, stored, html);
  expect(shown.layers).toEqual([{ subject: 1, layers }]);
  expect(shown.sources?.map(({ name }) => name)).toEqual([...texts.manifests.map(({ name }) => name), 'Dockerfile']);
  expect(shown.trend).toHaveLength(1);
  expect(html.render(stored.verdict, { toolVersion: '0', ...shown })).toMatch(/Layers, from the base up[\s\S]*RUN apt-get update/);
  const flows = sarif.render(stored.verdict, { toolVersion: '0', ...(await readShown({ deps, caller }, stored, sarif)) });
  expect(flows).toContain('layer 2 of 3');
  expect(await readShown({ deps, caller }, stored, csv)).toEqual({});
});

it('counts as before what was judged before of the same change, oldest first', async () => {
  const caller = newCaller();
  const other = image?.kind === 'image' ? { ...image, repository: 'registry.example.com/other' } : image;
  const before = [await recordAt(caller.tenant, { decision: 'allow', findings: [] }), await recordAt(caller.tenant)];
  await recordAt(caller.tenant, { environment: 'staging' });
  await recordAt(caller.tenant, { policy: { ...verdict.policy, name: 'other' } });
  await recordAt(caller.tenant, { subjects: [manifests, other].filter((one) => one !== undefined) });
  await recordAt(newCaller().tenant);
  const id = await recordAt(caller.tenant, { decision: 'warn' });
  await recordAt(caller.tenant);
  const { trend } = await readShown({ deps, caller }, await getVerdict(deps, caller, id), html);
  expect(before).toHaveLength(2);
  expect(trend?.map(({ decision, counts }) => [decision, Object.values(counts).reduce((sum, count) => sum + count, 0)])).toEqual([
    ['allow', 0],
    ['deny', 7],
    ['warn', 7],
  ]);
  expect(trend?.at(-1)?.counts).toMatchObject({ critical: 2, high: 2, medium: 1 });
});

it('does without what is gone', async () => {
  const caller = newCaller();
  const recorded = await recordVerdict(deps, { tenant: caller.tenant, verdict, environment: null, scanId: 'scan_gone' });
  const stored = await getVerdict(deps, caller, recorded.kind === 'recorded' ? recorded.id : '');
  expect(await readShown({ deps, caller }, stored, html)).toMatchObject({ sources: [], layers: [], trend: [{ decision: 'deny' }] });
});
