import { utf8 } from '../value/bytes.ts';
import type { CelValue } from '../value/value.ts';

/** Of a number its digits, of text and bytes two digits a byte; undefined for anything else. */
export const hexOf = (value: CelValue): string | undefined => {
  if (typeof value === 'bigint') return value.toString(16);
  if (typeof value === 'string') return bytesInHex(utf8(value));
  if (typeof value !== 'object' || value === null) return undefined;
  if (value.kind === 'uint') return value.value.toString(16);
  return value.kind === 'bytes' ? bytesInHex(value.bytes) : undefined;
};

const bytesInHex = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
