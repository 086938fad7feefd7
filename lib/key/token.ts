import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Ids } from '../ports/ids.ts';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const publicIdLength = 10;
const secretLength = 30;
const checksumLength = 6;
const form = new RegExp(`^plim_([0-9A-Za-z]{${publicIdLength}})_[0-9A-Za-z]{${secretLength + checksumLength}}$`);

export type MintedToken = { readonly token: string; readonly publicId: string };

/**
 * `plim_<public id>_<secret><checksum>`: underscores so that a double click selects all of it, 178 random bits,
 * and a CRC-32 at the end so that secret scanners can tell a real key offline. Source: GitHub's token format (2021).
 */
export const mintToken = (ids: Pick<Ids, 'random'>): MintedToken => {
  const publicId = randomText(ids, publicIdLength);
  const body = `plim_${publicId}_${randomText(ids, secretLength)}`;
  return { token: body + checksum(body), publicId };
};

/** The public id of a well-formed token; undefined for anything else. Reads nothing, so that noise never costs a look-up. */
export const publicIdOf = (token: string): string | undefined => {
  const match = form.exec(token);
  if (!match) return undefined;
  const body = token.slice(0, -checksumLength);
  return checksum(body) === token.slice(-checksumLength) ? match[1] : undefined;
};

/** SHA-256 suffices for a secret of 178 random bits; a slow hash would cost every request. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

const checksum = (body: string): string => {
  let rest = crc32(body);
  let text = '';
  for (let place = 0; place < checksumLength; place++) {
    text = alphabet.charAt(rest % 62) + text;
    rest = Math.floor(rest / 62);
  }
  return text;
};

const randomText = (ids: Pick<Ids, 'random'>, length: number): string => {
  let text = '';
  while (text.length < length) {
    // 248 is the largest multiple of 62 in a byte: above it the remainder would favour the first letters.
    for (const byte of ids.random(length)) if (byte < 248 && text.length < length) text += alphabet.charAt(byte % 62);
  }
  return text;
};
