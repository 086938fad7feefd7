import { once } from 'node:events';
import { constants, gunzipSync, gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { createGzipDecoder } from '../../lib/image/decompress/gzip.ts';
import { incompressible, slices } from './build.ts';

it.each([400_000, 1_500_000, 3_000_000])('delivers all that %d bytes of a cut layer hold, however busy the thread is', async (length) => {
  const cut = gzipSync(incompressible(4_000_000)).subarray(0, length);
  const expected = gunzipSync(cut, { finishFlush: constants.Z_SYNC_FLUSH });
  const delivered: Buffer[] = [];
  const failed = new EventTarget();
  const over = once(failed, 'failed');
  const decoder = createGzipDecoder({
    deliver: (chunk) => {
      delivered.push(Buffer.from(chunk));
      // The pool goes on inflating, and finds the end, before the next turn.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
      return true;
    },
    fail: () => failed.dispatchEvent(new Event('failed')),
  });
  // Each piece is small enough for the next to be inflated while nobody reads.
  for (const piece of slices(cut, 70_000)) void decoder.write(piece);
  void decoder.end();
  await over;
  expect(Buffer.concat(delivered).equals(expected)).toBe(true);
});
