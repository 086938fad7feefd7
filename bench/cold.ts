import { spawnSync } from 'node:child_process';

const runs = 15;

const wallMs = (argv: readonly string[], statuses: readonly number[]): number => {
  const started = performance.now();
  const { status } = spawnSync(process.execPath, [...argv]);
  if (status === null || !statuses.includes(status)) throw new Error(`node ${argv.join(' ')} ended with ${status}`);
  return performance.now() - started;
};

const median = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;

/** Medians in milliseconds of a process and of one that does nothing, run in turns, so that whatever else the machine does weighs on both. */
export const coldMs = (argv: readonly string[], statuses: readonly number[] = [0]): { readonly bare: number; readonly loaded: number } => {
  const bare: number[] = [];
  const loaded: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    bare.push(wallMs(['-e', '0'], [0]));
    loaded.push(wallMs(argv, statuses));
  }
  return { bare: median(bare), loaded: median(loaded) };
};
