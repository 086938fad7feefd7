/** A paragraph of `Key: value` lines; a continuation line starts with white space. Source: deb822(5). */
export type Stanza = ReadonlyMap<string, string>;

const maxValue = 64 * 1024;

/** Paragraphs in order. Only `keys` are kept, so that long descriptions cost nothing; names compare without case. */
export function* readStanzas(text: string, keys: ReadonlySet<string>): Generator<Stanza> {
  let stanza = new Map<string, string>();
  let key: string | undefined;
  let start = 0;
  while (start <= text.length) {
    const lineEnd = text.indexOf('\n', start);
    const end = lineEnd < 0 ? text.length : lineEnd;
    const first = text.charCodeAt(start);
    if (end === start || (end === start + 1 && first === 0x0d)) {
      if (stanza.size > 0) yield stanza;
      stanza = new Map();
      key = undefined;
    } else if (first === 0x20 || first === 0x09) {
      const value = key === undefined ? undefined : stanza.get(key);
      if (key !== undefined && value !== undefined && value.length < maxValue)
        stanza.set(key, `${value}\n${text.slice(start, end).trim()}`);
    } else {
      const colon = text.indexOf(':', start);
      const name = colon < 0 || colon > end ? undefined : text.slice(start, colon).trim().toLowerCase();
      key = name !== undefined && keys.has(name) ? name : undefined;
      if (key !== undefined) stanza.set(key, text.slice(colon + 1, end).trim());
    }
    start = end + 1;
  }
  if (stanza.size > 0) yield stanza;
}
