import { hash } from 'node:crypto';

/** 48 bits: two builds differ in a package and hash alike once in 10^14, and an integer of this size is exact in JavaScript. */
export const hashOf = (text: string): number => Number.parseInt(hash('sha1', text).slice(0, 12), 16);
