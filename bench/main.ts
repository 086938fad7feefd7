import { parseArgs } from 'node:util';
import type { Figure } from './evaluate.ts';

/** A row a benchmark; each is loaded when it is asked for. */
const benches: { readonly [name: string]: () => Promise<readonly Figure[]> } = {
  evaluate: async () => (await import('./evaluate.ts')).evaluateFigures(),
  manifest: async () => (await import('./manifest.ts')).manifestFigures(),
  cel: async () => (await import('./cel.ts')).celFigures(),
  foreign: async () => (await import('./foreign.ts')).foreignFigures(),
  dockerfile: async () => (await import('./dockerfile.ts')).benchDockerfile(),
  repository: async () => (await import('./repository.ts')).repositoryFigures(),
  api: async () => (await import('./api.ts')).apiFigures(),
  admission: async () => (await import('./admission.ts')).admissionFigures(),
  load: async () => (await import('./load.ts')).loadFigures(),
  queue: async () => (await import('./queue.ts')).queueFigures(),
  functions: async () => (await import('./functions.ts')).functionFigures(),
  image: async () => (await import('./image.ts')).imageFigures(),
  'image-line': async () => (await import('./image/line.ts')).lineFigures(),
  'image-queue': async () => (await import('./image/queue.ts')).imageQueueFigures(),
  advisories: async () => (await import('./advisories.ts')).advisoryFigures(),
  start: async () => (await import('./start.ts')).startFigures(),
  rejudge: async () => (await import('./rejudge.ts')).rejudgeFigures(),
  store: async () => (await import('./store.ts')).storeFigures(),
};

const { values, positionals } = parseArgs({ options: { json: { type: 'boolean', default: false } }, allowPositionals: true });
const names = positionals.length > 0 ? positionals : Object.keys(benches);
for (const name of names) {
  const bench = benches[name];
  if (!bench) {
    console.error(`no benchmark ${name}; there are ${Object.keys(benches).join(', ')}`);
    process.exit(2);
  }
  for (const figure of await bench()) {
    if (values.json) console.log(JSON.stringify(figure));
    else
      console.log(
        `${figure.name.padEnd(44)} ${String(figure.value).padStart(12)} ${figure.unit.padEnd(14)} ${figure.ratio.toFixed(2)} × ${figure.against}`,
      );
  }
}
