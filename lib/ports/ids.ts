export type IdPrefix = 'scan' | 'ver' | 'pol' | 'wvr' | 'whk' | 'dlv' | 'evt' | 'key' | 'aud' | 'req' | 'dep' | 'bat' | 'rpl';

/** `<prefix>_<26 characters of Crockford base32>`: sorts by time of making. Source: ULID specification. */
export type Ids = {
  next(prefix: IdPrefix): string;
  /** Cryptographically random bytes. */
  random(bytes: number): Uint8Array;
};
