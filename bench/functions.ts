import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Figure } from './evaluate.ts';
import { buildLayout } from './image/layout.ts';

const mib = 1024 * 1024;
const goalMs = 40;
const runs = 10;
/** What a function finds in its environment; nothing is called while it is loaded. */
const environment = { PLIMSOLL_TABLE: 'x', PLIMSOLL_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/1/x', PLIMSOLL_SECRET_PREFIX: 'x/' };

/**
 * Each function's import, in processor time, against a Node that does nothing, and the memory of the worker's own steps on images: in a control group of so many MiB, in which the
 * kernel ends what takes more (Linux, as root; else the process is only measured).
 */
export const functionFigures = async (): Promise<readonly Figure[]> => {
  Object.assign(process.env, environment);
  return [...importFigures(), ...conformanceFigures(), await largeFigure()];
};

const importFigures = (): Figure[] => {
  mkdirSync('.cache', { recursive: true });
  const folder = mkdtempSync('.cache/bench-functions-');
  try {
    const { status, stderr } = spawnSync(process.execPath, ['infra/dev/build-functions.mjs', folder], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    const names = readdirSync(folder).filter((name) => !name.endsWith('.zip'));
    const bare = processorMs([]);
    return names.map((name): Figure => {
      const value = processorMs([join(folder, name, 'index.mjs')]) - bare;
      const against = `goal ${goalMs} ms of processor over bare node (${bare.toFixed(0)} ms)`;
      return { name: `import-${name}`, value: Math.round(value), unit: 'ms', against, ratio: goalMs / value };
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** Of a process that imports these and ends; the least of many, since what else the machine does can only add. */
const processorMs = (modules: readonly string[]): number => {
  const imports = modules.map((path) => `await import(${JSON.stringify(resolve(path))});`).join('');
  const script = `${imports}const { user, system } = process.cpuUsage();console.log((user + system) / 1000);process.exit();`;
  const times = Array.from({ length: runs }, () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return Number(stdout);
  });
  return Math.min(...times);
};

const conformanceFigures = (): Figure[] => {
  const folder = join(process.env['PLIMSOLL_CONFORMANCE'] ?? '../shared/conformance', 'images');
  if (!existsSync(folder)) return [];
  const archives = readdirSync(folder).filter((file) => /\.tar(\.gz)?$/.test(file));
  const peaks = archives.map((file) => ({ file, peak: peakOf(`docker-archive:${resolve(folder, file)}`, 256) }));
  const worst = peaks.reduce((a, b) => (b.peak > a.peak ? b : a));
  return [memoryFigure(`worker-conformance (${worst.file}, the largest of ${archives.length})`, worst.peak, 256)];
};

const largeFigure = async (): Promise<Figure> => {
  await buildLayout('.cache/bench-image');
  return memoryFigure('worker-large (1.25 GB, 402 MB packed)', peakOf(`oci:${resolve('.cache/bench-image')}:gzip`, 512), 512);
};

const memoryFigure = (name: string, peak: number, limit: number): Figure => ({
  name,
  value: Math.round(peak),
  unit: 'MiB',
  against: `${isLimited ? 'held in' : 'no control group; against'} ${limit} MiB`,
  ratio: limit / peak,
});

const groups = '/sys/fs/cgroup/memory';
const isLimited = existsSync(join(groups, 'memory.limit_in_bytes')) && process.getuid?.() === 0;

/** The peak of the process, in MiB. What it is given is what Lambda gives its Node: all but what Node itself needs, as old space. */
const peakOf = (image: string, limit: number): number => {
  const group = join(groups, `plimsoll-bench-${process.pid}`);
  if (isLimited) {
    mkdirSync(group);
    writeFileSync(join(group, 'memory.limit_in_bytes'), String(limit * mib));
  }
  try {
    const run = [
      `--max-old-space-size=${limit - 96}`,
      'infra/dev/run.mjs',
      'bench/functions/worker-process.ts',
      image,
      isLimited ? group : '',
    ];
    const { status, signal, stdout, stderr } = spawnSync(process.execPath, run, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${image} in ${limit} MiB ended with ${signal ?? status}: ${stderr.slice(-500)}`);
    return Number(stdout);
  } finally {
    if (isLimited) rmdirSync(group);
  }
};
