import { createWriteStream } from 'node:fs';
import type { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Writes what comes into a file, from `from` on. Ends, with a failure too, when the file is closed: whoever goes on with it must not meet a late write. */
export const receiveInto = async (path: string, from: number, source: Readable, meter: Transform, signal?: AbortSignal): Promise<void> => {
  const file = createWriteStream(path, { flags: from === 0 ? 'w' : 'a' });
  const closed = new Promise<void>((resolve) => void file.once('close', resolve));
  try {
    await pipeline(source, meter, file, { ...(signal && { signal }) });
  } finally {
    await closed;
  }
};
