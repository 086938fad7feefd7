import { Buffer, isUtf8 } from 'node:buffer';

/**
 * The text of UTF-8 bytes, a byte order mark included; null when they are none. A strict TextDecoder says the same and makes two bytes a character of every
 * text: twice the memory of all that is cut from it, and slower to search.
 */
export const decodeUtf8 = (bytes: Uint8Array): string | null =>
  isUtf8(bytes) ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8') : null;
