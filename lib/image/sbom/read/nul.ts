/** Nothing that holds the character can be stored. */
export const nul = 'the character NUL stands in a text';

/** Of JSON as it is written. */
export const hasNul = (text: string): boolean => /\\u0000/.test(text);
