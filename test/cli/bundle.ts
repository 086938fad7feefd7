import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const folder = `.cache/test/${process.pid}`;
const outfile = `${folder}/plimsoll.mjs`;

/** The command as the build makes it, once a test file. */
export const bundle = async (): Promise<string> => {
  if (existsSync(outfile)) return outfile;
  const { status, stderr } = spawnSync(process.execPath, ['infra/dev/build.mjs', folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the build ended with ${status}: ${stderr}`);
  return outfile;
};

export type Ran = { readonly status: number | null; readonly stdout: string; readonly stderr: string };

export const plimsoll = async (
  words: readonly string[],
  options: { readonly input?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Ran> => {
  const file = await bundle();
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...words], {
    encoding: 'utf8',
    input: options.input ?? '',
    env: { ...process.env, PLIMSOLL_ADVISORIES: '/nonexistent', ...options.env },
    maxBuffer: 64 * 1024 * 1024,
  });
  return { status, stdout, stderr };
};

/** A running service; `output` resolves when what it prints matches. */
export type Service = { readonly process: ChildProcess; output(pattern: RegExp): Promise<RegExpExecArray>; stop(): Promise<number | null> };

export const startService = async (env: NodeJS.ProcessEnv): Promise<Service> => {
  const child = spawn(process.execPath, [await bundle(), 'serve'], {
    env: { ...process.env, PLIMSOLL_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const watchers = new Set<() => void>();
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const take = (chunk: Buffer): void => {
    printed += chunk.toString('utf8');
    for (const watcher of watchers) watcher();
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  return {
    process: child,
    output: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(printed);
          if (match === null) return;
          watchers.delete(look);
          resolve(match);
        };
        watchers.add(look);
        void exited.then((code) => reject(new Error(`the service ended with ${code}: ${printed}`)));
        look();
      }),
    stop: async () => {
      child.kill('SIGTERM');
      return exited;
    },
  };
};
