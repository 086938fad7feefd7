import { readFileSync, statSync } from 'node:fs';
import { AppError } from '../../model/error.ts';
import { type Json, listAt, numberAt, objectAt, stringAt } from '../../model/json.ts';
import { type ClientOptions, call } from '../client.ts';
import { showJson } from '../decision.ts';
import { type ExitCode, exitCodes } from '../exit.ts';

export type ReplayOptions = ClientOptions & {
  readonly format: 'text' | 'json';
  readonly digest?: string;
  readonly judgedBy?: string;
  readonly repository?: string;
  readonly environment?: string;
  readonly since?: string;
  readonly until?: string;
  readonly limit?: number;
  readonly wait: boolean;
};

/** `plimsoll replay`: what a version of a policy would have done to stored verdicts. A file is stored as a version first, and not activated. Exits 1 when something would be newly denied. */
export const replay = async (named: string, options: ReplayOptions): Promise<ExitCode> => {
  const { digest, judgedBy, repository, environment, since, until, limit } = options;
  const version = isFile(named) ? await storedVersion(named, options) : { policy: named, ...(digest && { digest }) };
  const body = {
    ...version,
    ...(judgedBy && { judgedBy }),
    ...(repository && { repository }),
    ...(environment && { environment }),
    ...(since && { since: timeOf(since) }),
    ...(until && { until: timeOf(until) }),
    ...(limit !== undefined && { limit }),
  };
  const started = await call(options, '/v1/replays', { body });
  const path = `/v1/replays/${encodeURIComponent(stringAt(started.json, 'id') ?? '')}`;
  if (!options.wait) {
    process.stdout.write(`${showJson(started.json)}\n`);
    return exitCodes.allow;
  }
  const ended = await endOf(options, path);
  const text =
    options.format === 'json' ? `${showJson(ended)}\n` : (await call(options, `${path}?format=markdown`, { accept: '*/*' })).text;
  process.stdout.write(text);
  if (stringAt(ended, 'state') !== 'succeeded') return exitCodes.undecided;
  return isNewlyDenied(ended) ? exitCodes.deny : exitCodes.allow;
};

const isFile = (named: string): boolean => /[/.]/.test(named);

const storedVersion = async (file: string, options: ClientOptions): Promise<{ policy: string; digest: string }> => {
  const text = statSync(file, { throwIfNoEntry: false })?.isDirectory() ? await textOfFolder(file) : textOf(file);
  const { json } = await call(options, '/v1/policies', { text });
  return { policy: stringAt(json, 'name') ?? '', digest: stringAt(json, 'digest') ?? '' };
};

/** Policies of other engines below a folder, as the one policy that they make. */
const textOfFolder = async (folder: string): Promise<string> => {
  const { policyAt } = await import('../chosen-policy.ts');
  return JSON.stringify((await policyAt(folder)).source);
};

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new AppError('invalid-request', `${file}: cannot be read`, { cause });
  }
};

const unitMs: { readonly [unit: string]: number } = { h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** `30d`, `2026-11-01`, or a time in full. */
const timeOf = (text: string): string => {
  const [, count = '', unit = ''] = /^(\d{1,5})([hdw])$/.exec(text) ?? [];
  if (unit !== '') return new Date(Date.now() - Number(count) * (unitMs[unit] ?? 0)).toISOString();
  return text.length === 10 ? `${text}T00:00:00Z` : text;
};

const waitSeconds = 20;

const endOf = async (options: ReplayOptions, path: string): Promise<Json> => {
  for (;;) {
    const { json } = await call(options, `${path}?wait=${waitSeconds}`, { waitMs: (waitSeconds + 15) * 1000 });
    const state = stringAt(json, 'state');
    if (state !== 'queued' && state !== 'running') return json;
    const fraction = numberAt(objectAt(json, 'progress'), 'fraction') ?? 0;
    if (process.stderr.isTTY) process.stderr.write(`\r${Math.round(fraction * 100)} %`);
  }
};

const isNewlyDenied = (json: Json): boolean =>
  listAt(json, 'decisions').some((one) => stringAt(one, 'after') === 'deny' && stringAt(one, 'before') !== 'deny');
