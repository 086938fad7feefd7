import { stat } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { createGzipDecoder } from '../../lib/image/decompress/gzip.ts';

/** Lets zlib's threads get on while this one does not. */
const standStill = (): void => {
  for (const until = performance.now() + 50; performance.now() < until; );
};

it('delivers what was before zeros, however late it is asked for it', async () => {
  let delivered = 0;
  const decoder = createGzipDecoder({
    deliver: (bytes) => {
      delivered += bytes.length;
      return true;
    },
    fail: () => {},
  });
  const written = decoder.write(Buffer.concat([gzipSync(Buffer.alloc(1000)), Buffer.alloc(100)]));
  standStill();
  // Answers after zlib, in the same turn of the event loop: its end is told, and its piece is not yet taken.
  const answered = stat('.');
  standStill();
  await Promise.all([written, answered]);
  await decoder.end();
  decoder.stop();
  expect(delivered).toBe(1000);
});
