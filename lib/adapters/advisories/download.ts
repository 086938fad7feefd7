import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { sha256 } from '../../model/digest.ts';
import { AppError } from '../../model/error.ts';
import { type Json, stringAt } from '../../model/json.ts';
import type { Egress, EgressResponse } from '../../ports/egress.ts';
import { receiveInto } from './receive.ts';
import { zipMembers } from './zip.ts';

export type Download = {
  readonly egress: Egress;
  readonly url: string;
  /** Where it is kept, for the next time. */
  readonly folder: string;
  readonly signal?: AbortSignal;
  /** `total` is null when the server does not say. */
  onProgress?(bytes: number, total: number | null): void;
};

/** OSV's whole dump is below 2 GB. */
const largestBytes = 8 * 1024 * 1024 * 1024;
const headersMs = 60_000;
const stallMs = 60_000;
const mostAttempts = 5;

export const isUrl = (source: string): boolean => /^https?:\/\//.test(source);

/**
 * The file at an address, fetched only when it is another than the one kept from before, and gone on with where it was cut off: the validator
 * (`If-Range`) tells whether it is still the same. Gives its path. Throws AppError as `Egress`, and `unavailable` for what the server does not give whole.
 */
export const download = async (asked: Download): Promise<string> => {
  mkdirSync(asked.folder, { recursive: true });
  const place = placeOf(asked);
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await once(asked, place);
    if (outcome === 'whole') return place.file;
    if (attempt === mostAttempts) throw new AppError('unavailable', `${asked.url} broke off ${mostAttempts} times; what came is kept`);
  }
};

/** What turned out to be no use is fetched anew the next time, whatever the server says of it then. */
export const forgetDownload = (file: string): void => {
  for (const path of [file, `${file}.note`]) rmSync(path, { force: true });
};

type Place = { readonly file: string; readonly part: string; readonly note: string };

const placeOf = ({ url, folder }: Download): Place => {
  const extension = /\.(zip|json|csv|gz)$/.exec(URL.canParse(url) ? new URL(url).pathname : '')?.[0] ?? '';
  const file = join(folder, `source-${sha256(url).slice(7, 23)}${extension}`);
  return { file, part: `${file}.part`, note: `${file}.note` };
};

const once = async (asked: Download, place: Place): Promise<'whole' | 'again'> => {
  const have = statSync(place.part, { throwIfNoEntry: false })?.size ?? 0;
  const validator = noteOf(place.note);
  const response = await asked.egress.send({
    method: 'GET',
    url: asked.url,
    headers: headersFor(place, have, validator),
    timeoutMs: headersMs,
    stallMs,
    maxBytes: largestBytes,
    maxRedirects: 5,
    purpose: 'advisories',
    ...(asked.signal && { signal: asked.signal }),
  });
  if (response.status === 304 && existsSync(place.file)) {
    response.body.destroy();
    return 'whole';
  }
  if (response.status !== 200 && response.status !== 206) {
    response.body.destroy();
    if (response.status === 416) rmSync(place.part, { force: true });
    if (response.status === 416) return 'again';
    throw new AppError('unavailable', `${asked.url} answered ${response.status}`);
  }
  const from = response.status === 206 ? have : 0;
  if (from === startOf(response)) return receive(asked, place, response, from);
  response.body.destroy();
  throw new AppError('unavailable', `${asked.url} sent another part than was asked for`);
};

const startOf = ({ status, headers }: EgressResponse): number =>
  status === 206 ? Number(/^bytes (\d+)-/.exec(headers['content-range'] ?? '')?.[1]) : 0;

const headersFor = ({ file }: Place, have: number, validator: string | undefined): { readonly [name: string]: string } => {
  if (validator === undefined) return {};
  if (have > 0) return { range: `bytes=${have}-`, 'if-range': validator };
  if (!existsSync(file)) return {};
  return validator.startsWith('"') ? { 'if-none-match': validator } : { 'if-modified-since': validator };
};

const receive = async (asked: Download, place: Place, response: EgressResponse, from: number): Promise<'whole' | 'again'> => {
  const total = totalOf(response, from);
  writeFileSync(place.note, JSON.stringify({ url: asked.url, validator: validatorOf(response) }));
  let bytes = from;
  const meter = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      bytes += chunk.length;
      asked.onProgress?.(bytes, total);
      done(null, chunk);
    },
  });
  try {
    await receiveInto(place.part, from, response.body, meter);
  } catch (error) {
    if (asked.signal?.aborted || isOurs(error)) throw error;
    return 'again';
  }
  if (total !== null && bytes < total) return 'again';
  requireWhole(asked, place);
  renameSync(place.part, place.file);
  return 'whole';
};

/** A full disk or an answer without end does not get better by asking again. */
const isOurs = (error: unknown): boolean =>
  (error instanceof AppError && error.code === 'too-large') || (error instanceof Error && 'code' in error && error.code === 'ENOSPC');

/** Without a length nobody says that the answer was cut: a zip then has no directory, and must not be kept as whole. */
const requireWhole = ({ url }: Download, { file, part, note }: Place): void => {
  if (!file.endsWith('.zip')) return;
  try {
    for (const _ of zipMembers(part)) break;
  } catch (cause) {
    for (const each of [part, note]) rmSync(each, { force: true });
    throw new AppError('unavailable', `${url} did not give a whole zip`, { cause });
  }
};

/** A weak tag does not vouch for bytes. Source: RFC 9110 section 13.1.5. */
const validatorOf = ({ headers }: EgressResponse): string | null => {
  const tag = headers['etag'];
  return tag?.startsWith('"') ? tag : (headers['last-modified'] ?? null);
};

const totalOf = ({ headers, status }: EgressResponse, from: number): number | null => {
  const length = Number(headers['content-length'] ?? Number.NaN);
  if (Number.isNaN(length)) return null;
  return status === 206 ? from + length : length;
};

const noteOf = (path: string): string | undefined => {
  try {
    const note: Json = JSON.parse(readFileSync(path, 'utf8'));
    return stringAt(note, 'validator');
  } catch {
    return undefined;
  }
};
