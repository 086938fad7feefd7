import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fs } from '../lib/cli/command/fs.ts';
import type { Figure } from './evaluate.ts';

const source = (index: number): string =>
  Array.from(
    { length: 60 },
    (_, line) => `export const value${line} = call(${index}, 'some text of line ${line}', { option: ${line % 7} });`,
  ).join('\n');

const manifest = (index: number): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: app-${index} }\nspec:\n  selector: { matchLabels: { app: a } }\n  template:\n    metadata: { labels: { app: a } }\n    spec:\n      containers: [{ name: c, image: "registry.example.com/app:${index}" }]\n`;

const lock = (): string => {
  const packages: { [path: string]: { version: string } } = {};
  for (let at = 0; at < 1_500; at++) packages[`node_modules/package-${at}`] = { version: `1.${at % 90}.0` };
  return JSON.stringify({ name: 'x', lockfileVersion: 3, packages }, null, 2);
};

/** A repository as they are: mostly source files of 5 KB, some manifests and Dockerfiles, a lock file, and ignored folders that are not read. */
const makeRepository = (folder: string, files: number): void => {
  for (let at = 0; at < files; at++) {
    const below = join(folder, `src/part-${at % 200}`);
    if (at < 200) mkdirSync(below, { recursive: true });
    const [name, text] =
      at % 100 === 1
        ? [`deploy-${at}.yaml`, manifest(at)]
        : at % 500 === 2
          ? ['Dockerfile', 'FROM debian:12-slim\nCOPY . .\n']
          : [`file-${at}.ts`, source(at)];
    writeFileSync(join(below, name), text);
  }
  writeFileSync(join(folder, 'package-lock.json'), lock());
  writeFileSync(join(folder, '.gitignore'), 'node_modules/\n');
  mkdirSync(join(folder, 'node_modules'));
  for (let at = 0; at < 2_000; at++) writeFileSync(join(folder, 'node_modules', `${at}.js`), 'x');
};

const options = { policy: 'starter', rules: 'policy', format: 'json', failOn: 'deny', onError: 'unknown', quiet: true } as const;
const files = 20_000;

const timed = async (run: () => Promise<unknown>): Promise<number> => {
  const started = performance.now();
  await run();
  return performance.now() - started;
};

/** `plimsoll fs` of 20,000 files, with git's list and with the .gitignore files alone, and of one changed file. */
export const repositoryFigures = async (): Promise<readonly Figure[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-repository-'));
  const git = (...words: string[]): void => {
    execFileSync('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false', ...words], {
      stdio: 'ignore',
    });
  };
  try {
    makeRepository(folder, files);
    const without = await timed(() => fs(folder, options));
    git('init', '-q');
    git('add', '-A');
    git('commit', '-q', '-m', 'a');
    const all = await timed(() => fs(folder, options));
    writeFileSync(join(folder, 'src/part-3/file-3.ts'), 'changed\n');
    const since = await timed(() => fs(folder, { ...options, since: 'HEAD' }));
    const goal = 'goal: 5 s for 20,000 files';
    return [
      { name: 'fs-20000-files', value: all, unit: 'ms', against: goal, ratio: 5_000 / all },
      { name: 'fs-20000-files-without-git', value: without, unit: 'ms', against: goal, ratio: 5_000 / without },
      { name: 'fs-since-one-file', value: since, unit: 'ms', against: 'all files', ratio: all / since },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
