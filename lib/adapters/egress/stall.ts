import type { Readable } from 'node:stream';
import { AppError } from '../../model/error.ts';

// A peer that drips a byte now and then holds a worker as surely as a silent one.
const progressBytes = 1024;

/** What the watch needs of an `IncomingMessage`. */
export type Incoming = Readable & { readonly complete: boolean; readonly socket: { readonly bytesRead: number } };

/** Ends a body that makes no progress for `stallMs`. Time in which the reader is the slow one does not count. */
export const watchStall = (body: Incoming, stallMs: number): void => {
  const { socket } = body;
  let bytes = socket.bytesRead;
  let since = Date.now();
  const timer = setInterval(
    () => {
      const now = Date.now();
      if (body.readableLength > 0 || body.complete || socket.bytesRead - bytes >= progressBytes) {
        bytes = socket.bytesRead;
        since = now;
      } else if (now - since >= stallMs) {
        body.destroy(new AppError('timed-out', 'The other side stopped sending.'));
      }
    },
    Math.max(5, stallMs / 4),
  );
  timer.unref();
  body.once('close', () => clearInterval(timer));
};
