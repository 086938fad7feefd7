/** `{{ … }}` without braces inside but pairs of them, at the start or after anything but a backslash, which is the first group. */
const variable = /(^|[^\\])(\{\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}\})/g;
/** `$(…)`, up to the last bracket before a space. */
const reference = /(^|[^\\])(\$\([^\n][^ ]*\))/g;

/** `before`: the character that stands before it, which is looked at and kept. */
export type Found = { readonly before: string; readonly text: string };

/** The variables of a text. Of `{{ a.{{ b }} }}` that is the inner one; two that touch are found one after the other. Source: Kyverno, RegexVariables. */
export const variablesIn = (text: string): readonly Found[] => (text.includes('{{') ? found(text, variable) : []);

/** Source: Kyverno, RegexReferences. */
export const referencesIn = (text: string): readonly Found[] => (text.includes('$(') ? found(text, reference) : []);

const found = (text: string, pattern: RegExp): readonly Found[] =>
  Array.from(text.matchAll(pattern), ([, before = '', inner = '']) => ({ before, text: inner }));
