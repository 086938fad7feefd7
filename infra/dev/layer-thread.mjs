// The program of the threads that read layers, as text: what is built has it inside, since a bundle is one file.
import { build } from 'esbuild';

export const layerThread = async () => {
  const { outputFiles } = await build({
    entryPoints: ['lib/adapters/igzip/layer-thread.ts'],
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node20',
    // Threads take their program's text as a script.
    format: 'cjs',
    supported: { 'dynamic-import': false },
    minify: true,
    legalComments: 'none',
    external: ['@photostructure/sqlite', 'node:sqlite'],
    define: { PLIMSOLL_VERSION: '"thread"' },
    logLevel: 'warning',
  });
  return { PLIMSOLL_LAYER_THREAD: JSON.stringify(outputFiles[0].text) };
};
