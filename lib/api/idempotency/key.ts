import { AppError } from '../../model/error.ts';

const quoted = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/;
const bare = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x7e]+$/;
const longest = 255;

/** The key of an Idempotency-Key header: a quoted string (RFC 9651 section 3.3.3), or the same without quotes, as most clients send it. */
export const parseIdempotencyKey = (header: string): string => {
  const value = header.trim();
  const key = quoted.exec(value)?.[1]?.replace(/\\(["\\])/g, '$1') ?? (bare.test(value) ? value : '');
  if (key === '' || key.length > longest) {
    const message = `Idempotency-Key must be 1 to ${longest} visible characters, in quotes`;
    throw new AppError('invalid-request', message, { places: [{ message, pointer: '/header/Idempotency-Key' }] });
  }
  return key;
};
