import { type ChildProcess, spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { build } from 'esbuild';

export type Program = {
  /** `killed` when it ended by SIGKILL; else its standard output. Anything else is a failure of the test. */
  run(...words: string[]): Promise<{ readonly killed: true } | { readonly killed: false; readonly output: string }>;
  remove(): Promise<void>;
};

/** A real process of its own from a TypeScript file. The bundle lies inside the repository, where it finds the native SQLite. */
export const program = async (entry: string): Promise<Program> => {
  const outfile = `.cache/test/${entry.replaceAll('/', '-')}-${process.pid}-${process.hrtime.bigint()}.mjs`;
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    // Everything else inside: a process of one file starts in half the time.
    external: ['@photostructure/sqlite', 'zstddec'],
    banner: { js: "import{createRequire as __r}from'node:module';const require=__r(import.meta.url);" },
    define: { PLIMSOLL_VERSION: '"test"' },
    minifyWhitespace: true,
    logLevel: 'warning',
  });
  return {
    run: async (...words) => {
      const child = spawn(process.execPath, [outfile, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
      const [output, errors, end] = await Promise.all([textOf(child.stdout), textOf(child.stderr), endOf(child)]);
      if (end === 'SIGKILL') return { killed: true };
      if (end !== 0) throw new Error(`${entry} ended with ${end}: ${errors}`);
      return { killed: false, output };
    },
    remove: () => rm(outfile, { force: true }),
  };
};

const textOf = async (stream: AsyncIterable<Buffer> | null): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of stream ?? []) parts.push(part);
  return Buffer.concat(parts).toString();
};

const endOf = (child: ChildProcess): Promise<NodeJS.Signals | number | null> =>
  new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(signal ?? code));
  });
