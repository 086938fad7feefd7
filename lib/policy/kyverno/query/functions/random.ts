import { failed, type Outcome, valued } from '../../outcome.ts';
import { regexOf } from '../../scalar/regex.ts';

const part = /\[([^\]]+)\]|\\([dws])|([A-Za-z0-9_.-])/y;
const count = /\{([0-9]{1,3})(?:,[0-9]*)?\}|[+*?]/y;
const classes = new Map([
  ['d', '0-9'],
  ['w', 'a-z0-9'],
  ['s', ' '],
]);
const longest = 1_000;

/**
 * A text that a pattern of classes and counts matches (`[a-z0-9]{8}`), always the same for the same pattern. Patterns of other kinds are an error: no
 * rule that validates has a use for them. Source: Kyverno's random, which takes a regular expression.
 */
export const randomText = (source: string): Outcome => {
  if (source === '' || !regexOf(source)) return failed('random takes a regular expression');
  let made = '';
  for (let at = 0; at < source.length; ) {
    part.lastIndex = at;
    const piece = part.exec(source);
    if (!piece) return failed('random takes classes of characters and their counts, such as [a-z0-9]{8}');
    at += piece[0].length;
    count.lastIndex = at;
    const times = count.exec(source);
    at += times?.[0].length ?? 0;
    const alphabet = charactersOf(piece[1] ?? classes.get(piece[2] ?? '') ?? piece[3] ?? '');
    if (alphabet.length === 0) return failed('random takes no classes of what a character is not');
    made += text(alphabet, times ? Number(times[1] ?? 1) : 1, made.length);
    if (made.length > longest) return failed(`random makes no more than ${longest} characters`);
  }
  return valued(made);
};

const charactersOf = (members: string): readonly string[] => {
  if (members.startsWith('^')) return [];
  const characters: string[] = [];
  for (const [, first = '', last = first] of members.matchAll(/([\s\S])(?:-([\s\S]))?/g)) {
    for (let code = first.charCodeAt(0); code <= last.charCodeAt(0) && characters.length < 256; code += 1) {
      characters.push(String.fromCharCode(code));
    }
  }
  return characters;
};

/** Steps through the alphabet by a stride that is prime to most lengths, so that it does not look like a row. */
const text = (alphabet: readonly string[], length: number, start: number): string =>
  Array.from({ length }, (_, index) => alphabet[((start + index) * 7 + 3) % alphabet.length] ?? '').join('');
