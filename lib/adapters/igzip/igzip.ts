import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { release } from '../../image/decompress/release.ts';
import type { Decoder, DecoderSink, GzipUnpacker } from '../../ports/unpacker.ts';

/**
 * A gzip file ends with its unpacked length. Source: RFC 1952, section 2.3.1. It tells of bytes after the end, which igzip passes over without a word;
 * a file of several members fails too, and is then read by the built-in decoder.
 */
const statedLength = (tail: Uint8Array): number | undefined =>
  tail.length < 4 ? undefined : new DataView(tail.buffer, tail.byteOffset).getUint32(0, true);

/**
 * Unpacks with `igzip` (Debian package isal), about twice as fast as zlib. `program`: its path, or a name to be found on PATH. It gets the data on
 * standard input and nothing else: no shell, no environment. A program that is missing or fails says `layer-doubtful`.
 */
export const createIgzip = (program: string): GzipUnpacker => ({ program, start: (sink) => start(program, sink) });

const start = (program: string, sink: DecoderSink): Decoder => {
  const child = spawn(program, ['-dc'], { stdio: ['pipe', 'pipe', 'ignore'], env: { PATH: process.env['PATH'] } });
  let isOver = false;
  let unpacked = 0;
  let tail: Uint8Array = new Uint8Array(0);
  const ended = new Promise<boolean>((resolve) => {
    child.once('error', () => resolve(false));
    child.once('close', (code) => resolve(code === 0));
  });
  const stop = (): void => {
    isOver = true;
    child.kill('SIGKILL');
  };
  // It may end before all is written; how it ended says what that means.
  child.stdin.on('error', () => {});
  child.stdout.on('data', (bytes: Uint8Array) => {
    unpacked += bytes.length;
    if (!isOver && !sink.deliver(bytes)) stop();
    release(bytes);
  });
  return {
    write: async (chunk) => {
      tail = Buffer.concat([tail, chunk.subarray(-4)]).subarray(-4);
      if (isOver || child.stdin.destroyed || child.stdin.write(chunk, () => release(chunk))) return;
      await Promise.race([once(child.stdin, 'drain').catch(() => {}), ended]);
    },
    end: async () => {
      child.stdin.end();
      const isWell = (await ended) && statedLength(tail) === unpacked % 2 ** 32;
      if (!isWell && !isOver) sink.fail('layer-doubtful');
    },
    stop,
  };
};
