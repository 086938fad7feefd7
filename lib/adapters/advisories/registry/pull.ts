import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Digest } from '../../../model/digest.ts';
import { AppError } from '../../../model/error.ts';
import type { Artifacts } from '../../registry/distribution/artifacts.ts';
import { type BuiltFile, fileOf, readPointer, tidy, writePointer } from '../pointer.ts';
import { requireSchema } from '../readable.ts';
import { receiveInto } from '../receive.ts';
import { digestOfFile, markVerified, verifyFile } from '../verify.ts';
import { type PublishedDatabase, publishedDatabase } from './format.ts';
import { partialDownload } from './partial.ts';

export type PullOptions = {
  readonly artifacts: Artifacts;
  /** `host/name:tag`, or `host/name@sha256:…`, which always gives the same file. */
  readonly reference: string;
  /** Where builds are kept; what is fetched becomes the one in use. */
  readonly folder: string;
  readonly signal?: AbortSignal;
  /** Of the packed content. */
  onProgress?(bytes: number, total: number): void;
};

/** `current`: the folder uses this database already, nothing was fetched. `reference` is by digest; `database` is the file's own digest. */
export type PullReport = {
  readonly kind: 'pulled' | 'current';
  readonly reference: string;
  readonly database: Digest;
  readonly builtAt: string;
  readonly file: string;
};

/** What a reference means now, without fetching the database: a tag's digest can be noted and handed to whoever pulls. */
export const findAdvisories = async (artifacts: Artifacts, reference: string, signal?: AbortSignal): Promise<PublishedDatabase> =>
  publishedDatabase(await artifacts.find(reference, signal));

/**
 * Fetches a published database, checks it and puts it in use; until then, and when anything fails, the former one stays. What was fetched
 * before a failure or a kill is kept and gone on with. Throws as `Artifacts`; `image-corrupt` for another content than the digest says, `unavailable` for a disk that is full.
 */
export const pullAdvisories = async (options: PullOptions): Promise<PullReport> => {
  const { artifacts, reference, folder, signal } = options;
  const published = await findAdvisories(artifacts, reference, signal);
  const file = fileOf(published.digest);
  const report = { reference: published.reference, database: published.digest, builtAt: published.builtAt, file };
  mkdirSync(folder, { recursive: true });
  const pointer = readPointer(folder);
  if (typeof pointer !== 'string' && pointer.digest === published.digest && (await isSound(folder, pointer)))
    return { kind: 'current', ...report };
  const aside = join(folder, `building-${process.pid}-${process.hrtime.bigint()}`);
  try {
    await fetchInto(`${aside}.db`, published, options);
    await requireSchema(`${aside}.db`, file);
    renameSync(`${aside}.db`, join(folder, file));
    markVerified(folder, { file, digest: published.digest });
    writePointer(folder, { file, digest: published.digest }, `${aside}.json`);
    tidy(folder, Date.now());
    return { kind: 'pulled', ...report };
  } catch (cause) {
    throw asPullError(cause, signal);
  } finally {
    for (const left of [`${aside}.db`, `${aside}.json`]) rmSync(left, { force: true });
  }
};

/** A file that was damaged is fetched again, though its name is the right one. */
const isSound = (folder: string, built: BuiltFile): Promise<boolean> =>
  verifyFile(folder, built).then(
    () => true,
    () => false,
  );

const fetchInto = async (
  target: string,
  published: PublishedDatabase,
  { folder, artifacts, signal, onProgress }: PullOptions,
): Promise<void> => {
  const { content, artifact } = published;
  const partial = partialDownload(folder, content.digest);
  const packed = partial.claim();
  try {
    const have = statSync(packed, { throwIfNoEntry: false })?.size ?? 0;
    const from = have > content.size ? 0 : have;
    if (from < content.size) {
      const body = await artifacts.open(artifact, content, from, signal);
      const meter = counting(from, (bytes) => onProgress?.(bytes, content.size));
      await receiveInto(packed, from, body, meter, signal);
    }
    // What was kept from before is hashed with the rest: a part that does not fit must not be gone on with for ever.
    if ((await digestOfFile(packed)) !== content.digest) {
      rmSync(packed, { force: true });
      throw new AppError('image-corrupt', `what ${published.reference} sent does not have its digest`);
    }
    await unpack(packed, target, published, signal);
    rmSync(packed, { force: true });
  } finally {
    partial.release(packed);
  }
};

const counting = (from: number, tell: (bytes: number) => void): Transform => {
  let bytes = from;
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      bytes += chunk.length;
      tell(bytes);
      done(null, chunk);
    },
  });
};

/** Ends at the size that was announced: a content made to fill the disk gets no further. */
const unpack = async (
  packed: string,
  target: string,
  { digest, size, reference }: PublishedDatabase,
  signal?: AbortSignal,
): Promise<void> => {
  const hash = createHash('sha256');
  let bytes = 0;
  const check = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      bytes += chunk.length;
      hash.update(chunk);
      if (bytes > size) done(new AppError('image-corrupt', `${reference} unpacks to more than the ${size} bytes it announces`));
      else done(null, chunk);
    },
  });
  const source = createReadStream(packed, { highWaterMark: 256 * 1024 });
  await pipeline(source, createGunzip({ chunkSize: 256 * 1024 }), check, createWriteStream(target, { flush: true }), { signal });
  if (`sha256:${hash.digest('hex')}` !== digest)
    throw new AppError('image-corrupt', `the database in ${reference} does not have its checksum`);
};

const asPullError = (cause: unknown, signal: AbortSignal | undefined): unknown => {
  if (cause instanceof AppError || signal?.aborted) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new AppError('unavailable', `the database was not fetched, the former one stays: ${reason}`, { cause });
};
