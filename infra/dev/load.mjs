// Bundles a TypeScript entry point of this project and imports it.
import { mkdirSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled } from './install.mjs';

export const load = async (entry) => {
  ensureInstalled(['esbuild', 'hono', 'vitest']);
  const { build } = await import('esbuild');
  const { layerThread } = await import('./layer-thread.mjs');
  mkdirSync('.cache/run', { recursive: true });
  const outfile = resolve(`.cache/run/${entry.replaceAll('/', '-')}-${process.pid}.mjs`);
  process.on('exit', () => rmSync(outfile, { force: true }));
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    define: { PLIMSOLL_VERSION: '"development"', ...(await layerThread()) },
    logLevel: 'warning',
  });
  return import(pathToFileURL(outfile).href);
};
