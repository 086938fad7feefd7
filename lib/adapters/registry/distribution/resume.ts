import { Readable } from 'node:stream';
import { AppError } from '../../../model/error.ts';
import type { EgressResponse } from '../../../ports/egress.ts';

/** Asks for the blob from this byte on. 200 means that it comes from its beginning all the same. */
export type OpenAt = (offset: number, signal: AbortSignal) => Promise<EgressResponse>;

const readBytes = 256 * 1024;
// Tries in a row that brought nothing; any byte of progress starts the count anew.
const maxFruitless = 3;

/**
 * A blob from byte `from` to its `size` as one stream, over as many connections as it takes: whoever hashes it need not know.
 * The blob is named by its digest, so that no validator (`If-Range`) is needed to know that it is the same.
 */
export const resumable = async (
  size: number,
  openAt: OpenAt,
  pause: (attempt: number, signal: AbortSignal) => Promise<void>,
  from = 0,
): Promise<Readable> => {
  const controller = new AbortController();
  const { signal } = controller;
  let at = from;
  let fruitless = 0;
  let body: Readable | undefined;

  const stream = new Readable({
    highWaterMark: readBytes,
    read: () => void body?.resume(),
    destroy: (error, done) => {
      controller.abort(error ?? new Error('the blob is no longer wanted'));
      body?.destroy();
      done(error);
    },
  });

  const attach = (response: EgressResponse, from: number): void => {
    const current = response.body;
    let skip = at - from;
    body = current;
    current.on('data', (chunk: Buffer) => {
      const fresh = skip >= chunk.length ? chunk.subarray(chunk.length) : chunk.subarray(skip);
      skip -= chunk.length - fresh.length;
      if (fresh.length === 0) return;
      at += fresh.length;
      fruitless = 0;
      if (at > size) stream.destroy(new AppError('image-corrupt', 'A blob is longer than its manifest says.'));
      else if (!stream.push(fresh)) current.pause();
    });
    // `close` comes last, after `end` or an error alike.
    current.on('error', () => {});
    current.once('close', () => {
      if (stream.destroyed) return;
      if (at === size) stream.push(null);
      else reopen().catch((error: Error) => stream.destroy(error));
    });
  };

  const reopen = async (): Promise<void> => {
    if (fruitless >= maxFruitless) throw new AppError('registry-unavailable', 'The registry stopped sending a blob, again and again.');
    await pause(fruitless, signal);
    fruitless += 1;
    const response = await openAt(at, signal);
    if (stream.destroyed) return void response.body.destroy();
    attach(response, startOf(response, at));
  };

  const first = await openAt(from, signal);
  attach(first, from === 0 ? 0 : startOf(first, from));
  return stream;
};

const startOf = (response: EgressResponse, at: number): number => {
  if (response.status !== 206) return 0;
  const [, start] = /^bytes (\d+)-/.exec(response.headers['content-range'] ?? '') ?? [];
  if (Number(start) !== at) {
    response.body.destroy();
    throw new AppError('image-corrupt', 'The registry sent another part of a blob than was asked for.');
  }
  return at;
};
