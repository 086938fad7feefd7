export type Line = { readonly text: string; readonly number: number };

/** No line that matters is as long; the rest of a longer one is passed over, so that no pattern sees more. */
const longest = 2048;

/** Lines without their end mark, counted from 1. */
export function* linesOf(text: string): Generator<Line> {
  let start = 0;
  for (let number = 1; start <= text.length; number += 1) {
    const stop = text.indexOf('\n', start);
    const end = stop < 0 ? text.length : stop;
    const cut = Math.min(end, start + longest);
    yield { text: text.slice(start, cut > start && text.charCodeAt(cut - 1) === 0x0d ? cut - 1 : cut), number };
    start = end + 1;
  }
}

const mostMisses = 100;

/**
 * Tells on which line of a JSON text a member stands; asked in the file's order, so that the whole text is passed once. A member that is
 * not found (its name was written with escapes) gets the line before.
 * `after`: what the file's writer puts behind the name, where the name alone also stands elsewhere.
 */
export const createLocator = (text: string): ((key: string, after?: string) => number) => {
  let at = 0;
  let line = 1;
  let misses = 0;
  return (key, after = '') => {
    if (misses > mostMisses) return line;
    const found = text.indexOf(JSON.stringify(key) + after, at);
    if (found < 0) {
      misses += 1;
      return line;
    }
    for (let mark = text.indexOf('\n', at); mark >= 0 && mark < found; mark = text.indexOf('\n', mark + 1)) line += 1;
    at = found;
    return line;
  };
};
