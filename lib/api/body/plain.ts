/**
 * The value of a text in which nothing can be wrong, by the platform's own parser and two counts; undefined where it takes a reader to tell
 * what is wrong, or whether anything is: escapes that may spell a forbidden name, depth, duplicate members, no JSON at all.
 */
export const plainJson = (text: string, deepest: number): { readonly value: unknown } | undefined => {
  if (text.includes('__proto__') || text.includes('\\u')) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  // Of two members with one name the parser keeps the last: the value has fewer than the text.
  return membersOf(value, deepest) === membersIn(text) ? { value } : undefined;
};

/** How many members a value has in all; not a number where it is too deep. */
const membersOf = (value: unknown, deepest: number): number => {
  if (typeof value !== 'object' || value === null) return 0;
  if (deepest === 0) return Number.NaN;
  let count = 0;
  if (Array.isArray(value)) {
    for (const element of value) if (typeof element === 'object') count += membersOf(element, deepest - 1);
    return count;
  }
  for (const member of Object.values(value)) count += typeof member === 'object' ? 1 + membersOf(member, deepest - 1) : 1;
  return count;
};

/** How many members are written in a text that is JSON: strings before a colon. */
const membersIn = (text: string): number => {
  let count = 0;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at)) {
    at = afterString(text, at);
    while (isSpace(text.charCodeAt(at))) at += 1;
    if (text.charCodeAt(at) === colon) count += 1;
  }
  return count;
};

const colon = 0x3a;
const backslash = 0x5c;
const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

const afterString = (text: string, start: number): number => {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end + 1;
};

/** After an odd number of backslashes. */
const isEscaped = (text: string, quote: number): boolean => {
  let at = quote;
  while (text.charCodeAt(at - 1) === backslash) at -= 1;
  return (quote - at) % 2 === 1;
};
