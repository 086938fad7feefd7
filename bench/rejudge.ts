import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildAdvisories } from '../lib/adapters/advisories/build.ts';
import { openAdvisories } from '../lib/adapters/advisories/open.ts';
import { openEmbeddedHome } from '../lib/adapters/embedded/home.ts';
import { inspector } from '../lib/image/inspect.ts';
import { indexImage } from '../lib/incident/index-image.ts';
import { planRejudge } from '../lib/incident/rejudge/plan.ts';
import { runRejudge } from '../lib/incident/rejudge/run.ts';
import type { Caller } from '../lib/model/actor.ts';
import { sha256 } from '../lib/model/digest.ts';
import type { Package } from '../lib/model/image.ts';
import type { Deps } from '../lib/ports/deps.ts';
import type { ImageSource } from '../lib/ports/image-source.ts';
import { storedJudging } from '../lib/scan/judging.ts';
import { runScan } from '../lib/scan/run.ts';
import { startScan } from '../lib/scan/start.ts';
import { saveImageEvidence } from '../lib/store/image-evidence.ts';
import { contentOf, os } from '../test/advisory/content.ts';
import type { Figure } from './evaluate.ts';
import { incidentFigures } from './incident.ts';

const images = Number(process.env['PLIMSOLL_BENCH_IMAGES'] ?? 10_000);
const updated = 1_000;
const caller: Caller = {
  tenant: 'bench',
  actor: { kind: 'system', job: 'bench' },
  scopes: ['scan:write', 'scan:read', 'verdict:read'],
  requestId: 'bench',
};

const packageOf = (name: string, layer: string, version = '1.0.0'): Package => ({
  type: 'npm',
  name,
  version,
  purl: `pkg:npm/${name}@${version}`,
  path: `app/node_modules/${name}/package.json`,
  layer: sha256(layer),
  confidence: 'exact',
});

/** A hundred packages: sixty of one of twenty base images, thirty of one of five hundred sets of dependencies, ten of its own, of which one is in every image in another version. */
const packagesOf = (n: number): readonly Package[] => [
  ...Array.from({ length: 60 }, (_, at) => packageOf(`base-${n % 20}-${at}`, `base ${n % 20}`)),
  ...Array.from({ length: 30 }, (_, at) => packageOf(`dependency-${n % 500}-${at}`, `set ${n % 500}`)),
  ...Array.from({ length: 9 }, (_, at) => packageOf(`own-${n}-${at}`, `own ${n}`)),
  packageOf('everywhere', `own ${n}`, `1.${n}.0`),
];

const digestOf = (n: number) => sha256(`image ${n}`);

/** Resolves `registry.example/app-7:1` and has nothing to be fetched. */
const source: ImageSource = {
  resolve: async (reference) => {
    const n = Number(/app-(\d+)/.exec(reference)?.[1]);
    const named = { reference, repository: `registry.example/app-${n}`, digest: digestOf(n), configDigest: digestOf(n) };
    return [{ ...named, platform: { os: 'linux', architecture: 'amd64' }, config: {}, layers: [] }];
  },
  blob: () => Promise.reject(new Error('nothing is fetched')),
};

/** Seen, scanned and judged as by the service, but for the reading of layers. */
const store = async (deps: Deps, receive: () => Promise<number>): Promise<void> => {
  for (let n = 0; n < images; n += 1) {
    const evidence = {
      kind: 'image',
      subject: {
        kind: 'image',
        ref: `registry.example/app-${n}:1`,
        digest: digestOf(n),
        repository: `registry.example/app-${n}`,
        platform: { os: 'linux', architecture: 'amd64' },
      },
      inspector,
      observedAt: '2100-01-01T00:00:00Z',
      content: contentOf(os('debian', '11', 'Debian GNU/Linux 11'), ...packagesOf(n)),
    } as const;
    await indexImage(deps.table, caller.tenant, evidence);
    await saveImageEvidence(deps.table, caller.tenant, evidence);
    await startScan(deps, caller, { image: `registry.example/app-${n}:1` });
    if (n % 50 === 49) while ((await receive()) > 0);
  }
  while ((await receive()) > 0);
};

/** Records about packages of images: every second one of a base image, so that an update touches thousands of images. */
const recordAbout = (id: string, name: string): string =>
  JSON.stringify({
    schema_version: '1.6.0',
    id,
    summary: `about ${name}`,
    published: '2026-01-01T00:00:00Z',
    severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
    affected: [{ package: { ecosystem: 'npm', name }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '2.0.0' }] }] }],
  });

const writeRecords = (folder: string, from: number, count: number): void => {
  for (let n = from; n < from + count; n += 1) {
    const name = n % 2 === 0 ? `base-${n % 20}-${(n >> 1) % 60}` : `dependency-${n % 500}-${n % 30}`;
    writeFileSync(join(folder, `GEN-${n}.json`), recordAbout(`GEN-${n}`, name));
  }
};

/** Every stored image that an update of the advisories touches, judged again in this process; and who has a package that all images have. */
export const rejudgeFigures = async (): Promise<readonly Figure[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'));
  const [records, builds] = [join(folder, 'records'), join(folder, 'builds')];
  mkdirSync(records);
  writeRecords(records, 0, 200);
  writeFileSync(join(records, 'GEN-EVERYWHERE.json'), recordAbout('GEN-EVERYWHERE', 'everywhere'));
  const log = { info: () => undefined, error: (event: string, fields: unknown) => console.error(event, fields) };
  const home = await openEmbeddedHome({ folder: join(folder, 'home'), log, replace: { images: source } });
  const advisories = openAdvisories(builds);
  try {
    const builtAt = new Date().toISOString();
    await buildAdvisories({ sources: [records], folder: builds, builtAt });
    await advisories.refresh();
    const judging = storedJudging(home.deps, { waivers: async () => [], advisories });
    const stop = new AbortController().signal;
    let judged = 0;
    const receive = async (): Promise<number> => {
      const received = await home.receiver.receive({ max: 10, leaseSeconds: 600 });
      for (const { job, receipt } of received) {
        if (job.kind === 'scan') await runScan(home.deps, { leaseMs: 600_000, judging }, job, stop);
        if (job.kind === 'rejudge') {
          const outcome = await runRejudge(home.deps, judging, job, stop);
          if (outcome !== 'stopped') judged += outcome.changed + outcome.unchanged;
        }
        await home.receiver.done(receipt);
      }
      return received.length;
    };
    await planRejudge(home.deps, advisories);
    await store(home.deps, receive);
    writeRecords(records, 200, updated);
    await buildAdvisories({ sources: [records], folder: builds, builtAt });
    await advisories.refresh();
    const begun = performance.now();
    const cpu = process.cpuUsage();
    const plan = await planRejudge(home.deps, advisories);
    const planned = performance.now() - begun;
    while ((await receive()) > 0);
    const seconds = (performance.now() - begun) / 1_000;
    const used = process.cpuUsage(cpu);
    const figure = (name: string, value: number, unit: string, goal: number): Figure => ({
      name,
      value: Math.round(value * 10) / 10,
      unit,
      against: `goal ${goal}`,
      ratio: Math.round((goal / value) * 100) / 100,
    });
    return [
      figure(`planning for ${plan?.images} of ${images} images`, planned / 1_000, 's', 60),
      figure(`${judged} verdicts after ${updated} new records`, seconds, 's', 60),
      figure('the same, processor time', (used.user + used.system) / 1e6, 's', 60),
      figure('memory at the end', process.memoryUsage.rss() / 1024 ** 2, 'MB', 512),
      ...(await incidentFigures(home.deps, { caller, advisories, images })),
    ];
  } finally {
    advisories.close();
    home.close();
    rmSync(folder, { recursive: true, force: true });
  }
};
