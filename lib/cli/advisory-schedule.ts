import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { type Origin, readOrigin, writeOrigin } from '../adapters/advisories/sources.ts';
import type { Chore } from '../adapters/embedded/worker.ts';
import { AppError } from '../model/error.ts';
import { isRecent } from '../model/recent.ts';
import type { Advisories } from '../ports/advisories.ts';
import type { Deps } from '../ports/deps.ts';
import { originOfSources } from './advisory-update.ts';

export type Schedule = {
  readonly folder: string;
  readonly everyMs: number;
  /** The command by which this process can be started again: `node`, then the program. */
  readonly command: readonly [string, ...string[]];
  readonly log: Deps['log'];
  readonly now: () => number;
};

const lookEveryMs = 30_000;

/**
 * Updates the advisories when they are older than asked, in a process of its own: a build keeps a processor busy for a minute, and none of that
 * is taken from whoever asks the service. What was built is opened by the refresh, as any other. A failure is told and tried again after as long.
 */
export const scheduledUpdate = (schedule: Schedule, advisories: Pick<Advisories, 'database'>): Chore & { stop(): void } => {
  let child: ChildProcess | undefined;
  let triedAt = Number.NEGATIVE_INFINITY;
  return {
    name: 'advisories update',
    everyMs: Math.min(schedule.everyMs, lookEveryMs),
    run: async () => {
      const { now, everyMs, folder, log } = schedule;
      const time = now();
      const builtAt = Date.parse(advisories.database()?.builtAt ?? '');
      if (isRecent(triedAt, everyMs, time) || isRecent(builtAt, everyMs, time) || readOrigin(folder) === undefined) return;
      triedAt = time;
      log.info('advisories update started', {});
      child = start(schedule);
      const { code, last } = await ended(child, log);
      child = undefined;
      if (code === 0) log.info('advisories update ended', { built: last });
      else log.error('advisories update failed', { code, reason: last });
    },
    stop: () => void child?.kill(),
  };
};

const start = ({ command: [program, ...words], folder }: Schedule): ChildProcess =>
  spawn(program, [...words, 'advisories', 'update', '--into', folder, '--progress', 'lines'], { stdio: ['ignore', 'pipe', 'pipe'] });

const ended = async (child: ChildProcess, log: Deps['log']): Promise<{ readonly code: number | null; readonly last: string }> => {
  let last = '';
  const listen = (stream: ChildProcess['stdout'], tell: (line: string) => void): void => {
    if (stream) createInterface({ input: stream }).on('line', tell);
  };
  listen(child.stdout, (line) => {
    last = line;
  });
  listen(child.stderr, (line) => {
    if (line.startsWith('plimsoll:')) last = line;
    else log.info('advisories update', { at: line });
  });
  const code = await new Promise<number | null>((resolve) => {
    child.once('close', resolve);
    child.once('error', () => resolve(null));
  });
  return { code, last };
};

/** `6h` and the like; undefined when nothing is asked for. Throws AppError `invalid-request`. */
export const updateInterval = (text: string | undefined): number | undefined => {
  if (text === undefined || text.trim() === '') return undefined;
  const [, count = '', unit = ''] = /^([1-9]\d{0,5})([smhd])$/.exec(text.trim()) ?? [];
  if (unit === '')
    throw new AppError('invalid-request', `PLIMSOLL_ADVISORIES_EVERY is ${JSON.stringify(text)}: a time such as 6h or 1d is meant`);
  return Number(count) * ({ s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }[unit] ?? 0);
};

/** Sources that the environment names take the place of those that were imported before. `oci://host/name:tag` is pulled. */
export const noteSources = (folder: string, text: string | undefined): void => {
  const sources = (text ?? '').split(',').flatMap((each) => each.trim() || []);
  const [first] = sources;
  if (first === undefined) return;
  const origin: Origin = first.startsWith('oci://')
    ? { kind: 'pull', reference: first.slice('oci://'.length) }
    : { ...importedBefore(folder), ...originOfSources(sources, {}) };
  mkdirSync(folder, { recursive: true });
  writeOrigin(folder, origin);
};

const importedBefore = (folder: string): Partial<Origin & { kind: 'import' }> => {
  const before = readOrigin(folder);
  return before?.kind === 'import' ? { kev: before.kev, epss: before.epss, vex: before.vex } : {};
};
