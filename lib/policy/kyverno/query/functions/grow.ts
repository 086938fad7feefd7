import { failed, type Outcome, valued } from '../../outcome.ts';

/** In UTF-16 units. Counted before the text is made: a short policy can ask for more than any memory has. */
export const longestText = 1_000_000;

export const joined = (parts: readonly string[], separator: string): Outcome => {
  const length = parts.reduce((sum, part) => sum + part.length, 0) + separator.length * Math.max(parts.length - 1, 0);
  return length > longestText ? tooLong : valued(parts.join(separator));
};

/** At most `most` of `old` replaced, from the left. An empty `old` stands before every character and at the end, as Go has it. */
export const replaced = (text: string, old: string, by: string, most = Number.POSITIVE_INFINITY): Outcome => {
  const parts: string[] = [];
  let from = 0;
  const cuts = old === '' ? everyCharacter(text) : everyPlace(text, old);
  for (const cut of cuts) {
    if (parts.length >= most) break;
    parts.push(text.slice(from, cut));
    from = cut + old.length;
  }
  parts.push(text.slice(from));
  return joined(parts, by);
};

export const tooLong = failed(`the text would be longer than ${longestText} characters`);

function* everyCharacter(text: string): Generator<number> {
  let at = 0;
  yield at;
  for (const character of text) {
    at += character.length;
    yield at;
  }
}

function* everyPlace(text: string, wanted: string): Generator<number> {
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + wanted.length)) yield at;
}
