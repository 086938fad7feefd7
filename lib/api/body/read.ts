import { AppError } from '../../model/error.ts';
import { lineAndColumn } from './place.ts';

/**
 * The body's bytes. Throws `too-large` as soon as the limit is passed: a sender without Content-Length, or with a false one, gets no further.
 * `isFramed`: no Content-Length is false, so that such a body can be taken in as a whole, without the cost of a stream.
 */
export const readBody = async (request: Request, maxBytes: number, isFramed = false): Promise<Uint8Array> => {
  const tooLarge = () => new AppError('too-large', `the body may have at most ${maxBytes} bytes`);
  const declared = request.headers.get('content-length');
  if (Number(declared ?? 0) > maxBytes) throw tooLarge();
  if (isFramed && declared !== null && !request.headers.has('transfer-encoding')) return new Uint8Array(await request.arrayBuffer());
  if (request.body === null) return new Uint8Array();
  const reader = request.body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks, size);
    size += value.byteLength;
    if (size > maxBytes) {
      // Without waiting: a sender that never ends must not hold the answer.
      void reader.cancel().catch(() => undefined);
      throw tooLarge();
    }
    chunks.push(value);
  }
};

/** Throws `invalid-encoding` with the line of the first byte that is not UTF-8. A byte order mark is dropped. */
export const decodeUtf8 = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new AppError('invalid-encoding', 'the body must be UTF-8', { places: [placeOfBadByte(bytes)] });
  }
};

// The lenient decoder puts U+FFFD where the first bad byte is, unless the sender wrote that very character before it.
const placeOfBadByte = (bytes: Uint8Array) => {
  const text = new TextDecoder('utf-8').decode(bytes);
  let at = text.indexOf('\ufffd');
  while (at !== -1 && isWritten(bytes, text, at)) at = text.indexOf('\ufffd', at + 1);
  return { message: 'not UTF-8', ...lineAndColumn(text, Math.max(at, 0)) };
};

const isWritten = (bytes: Uint8Array, text: string, at: number): boolean => {
  const before = Buffer.byteLength(text.slice(0, at));
  return bytes[before] === 0xef && bytes[before + 1] === 0xbf && bytes[before + 2] === 0xbd;
};

/** The store refuses NUL, and so do the readers of whatever comes back. */
export const refuseNul = (text: string): string => {
  const at = text.indexOf('\0');
  if (at === -1) return text;
  const message = 'the character NUL is not allowed';
  throw new AppError('forbidden-character', message, { places: [{ message, ...lineAndColumn(text, at) }] });
};
