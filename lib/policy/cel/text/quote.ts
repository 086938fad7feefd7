const escapes: ReadonlyMap<string, string> = new Map([
  ['\u0007', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
  ['\\', '\\\\'],
  ['"', '\\"'],
]);

/** A text as a literal that can be printed: escapes are written out, and half of a surrogate pair becomes U+FFFD. */
export const quote = (text: string): string =>
  `"${Array.from(Buffer.from(text).toString('utf8'), (letter) => escapes.get(letter) ?? letter).join('')}"`;
