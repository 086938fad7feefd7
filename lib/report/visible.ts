/**
 * Control characters, marks that turn text around, halves of surrogate pairs and odd line ends, written out. Names and messages come from the judged files:
 * nothing in them may steer a terminal or hide what a reader sees. Source: Unicode categories Cc, Cf, Cs, Zl, Zp.
 */
export const visible = (word: string): string =>
  word.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
