import type { Der } from './der.ts';

const encodings = new Map<number, (content: Buffer) => string>([
  [0x0c, (content) => content.toString('utf8')],
  [0x12, (content) => content.toString('latin1')],
  [0x13, (content) => content.toString('latin1')],
  [0x14, (content) => content.toString('latin1')],
  [0x16, (content) => content.toString('latin1')],
  [0x1e, (content) => (content.length % 2 === 0 ? Buffer.from(content).swap16().toString('utf16le') : '')],
]);

/** A string of whatever kind; undefined for what is none. Source: ITU-T X.680, 41. */
export const textOf = (der: Der | undefined): string | undefined => der && encodings.get(der.tag)?.(der.content);
