import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { createApp } from '../lib/api/app.ts';
import { exampleReview } from '../lib/api/routes/admission/example.ts';
import { ensureAdminKey } from '../lib/key/ensure-admin.ts';
import { coldMs } from './cold.ts';
import { memoryDeps } from './deps.ts';
import type { Figure } from './evaluate.ts';

/** What the API costs a process that starts, and what it answers in one process without a network. */
export const apiFigures = async (): Promise<readonly Figure[]> => [...(await coldFigures()), ...(await warmFigures())];

const coldFigures = async (): Promise<readonly Figure[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'));
  try {
    const kilobytes = (await bundle(folder)) / 1000;
    const { bare, loaded } = coldMs([join(folder, 'app.mjs')]);
    const addedMs = loaded - bare;
    return [
      {
        name: 'api-cold-import',
        value: addedMs,
        unit: 'ms',
        against: `goal 40 ms over bare node (${bare.toFixed(0)} ms)`,
        ratio: 40 / addedMs,
      },
      { name: 'api-loaded', value: kilobytes, unit: 'KB', against: '@hono/zod-openapi alone, 502 KB', ratio: 502 / kilobytes },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** As infra/dev/build-functions.mjs bundles the API: in parts. Gives the bytes of those that a start loads. */
const bundle = async (outdir: string): Promise<number> => {
  const { metafile } = await build({
    entryPoints: ['lib/api/app.ts'],
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    mainFields: ['module', 'main'],
    platform: 'node',
    target: 'node20',
    format: 'esm',
    minify: true,
    metafile: true,
    legalComments: 'none',
    banner: { js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);" },
    logLevel: 'warning',
  });
  const loaded = new Map<string, number>();
  const load = (name: string): void => {
    const output = metafile.outputs[name];
    if (output === undefined || loaded.has(name)) return;
    loaded.set(name, output.bytes);
    for (const { path, kind } of output.imports) if (kind === 'import-statement') load(path);
  };
  for (const [name, { entryPoint }] of Object.entries(metafile.outputs)) if (entryPoint === 'lib/api/app.ts') load(name);
  return [...loaded.values()].reduce((sum, bytes) => sum + bytes, 0);
};

const warmFigures = async (): Promise<readonly Figure[]> => {
  const { deps, close } = await memoryDeps({ info: () => undefined, error: () => undefined });
  await ensureAdminKey(deps, 'bench');
  const app = createApp(deps);
  const headers = { authorization: 'Bearer bench', 'content-type': 'application/json' };
  const perSecond = async (path: string, body: string | undefined): Promise<number> => {
    const send = async (count: number): Promise<void> => {
      for (let sent = 0; sent < count; sent += 1) {
        const answer = await app.request(path, { headers, ...(body === undefined ? {} : { method: 'POST', body }) });
        if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
        await answer.text();
      }
    };
    await send(200);
    const started = performance.now();
    await send(1_000);
    return 1_000_000 / (performance.now() - started);
  };
  const [container] = exampleReview.request.object.spec.containers;
  const containers = ['a', 'b', 'c', 'd'].map((name) => ({ ...container, name, image: `registry.example.com/${name}:1` }));
  const object = { ...exampleReview.request.object, spec: { containers } };
  const review = JSON.stringify({ ...exampleReview, request: { ...exampleReview.request, object } });
  const listed = await perSecond('/v1/verdicts', undefined);
  const admitted = await perSecond('/v1/admission/baseline', review);
  const live = await perSecond('/livez', undefined);
  close();
  return [
    { name: 'api-list', value: listed, unit: '1/s', against: `/livez, ${live.toFixed(0)} 1/s`, ratio: listed / live },
    { name: 'api-admission', value: admitted, unit: '1/s', against: 'goal 1,000 1/s, 4 containers, one core', ratio: admitted / 1_000 },
  ];
};
