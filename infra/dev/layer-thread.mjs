// The program of the threads that read layers, as text: what is built has it inside, since a bundle is one file.
import { build } from 'esbuild';

/** What is run as a script: compiled code of the command, and the text that a thread takes as its program. */
export const script = {
  write: false,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  supported: { 'dynamic-import': false },
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
};

export const layerThread = async () => {
  const { outputFiles } = await build({
    entryPoints: ['lib/adapters/igzip/layer-thread.ts'],
    ...script,
    external: ['@photostructure/sqlite', 'node:sqlite'],
    define: { PLIMSOLL_VERSION: '"thread"' },
  });
  return { PLIMSOLL_LAYER_THREAD: JSON.stringify(outputFiles[0].text) };
};
