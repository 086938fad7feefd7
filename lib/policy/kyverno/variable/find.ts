/** `{{ … }}` without braces inside but pairs of them, at the start or after anything but a backslash, which is the first group. */
const variable = /(^|[^\\])(\{\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}\})/g;

/** `before`: the character that stands before it, which is looked at and kept. */
export type Found = { readonly before: string; readonly text: string };

/** The variables of a text. Of `{{ a.{{ b }} }}` that is the inner one; two that touch are found one after the other. Source: Kyverno, RegexVariables. */
export const variablesIn = (text: string): readonly Found[] => {
  if (!text.includes('{{')) return [];
  return Array.from(text.matchAll(variable), ([, before = '', inner = '']) => ({ before, text: inner }));
};

/** `$(…)`, up to the last bracket before a space, not after a backslash. Source: Kyverno, RegexReferences. */
export const referencesIn = (text: string): readonly Found[] => {
  const found: Found[] = [];
  for (let at = text.indexOf('$('), next = 0; at !== -1; at = text.indexOf('$(', next)) {
    next = at + 2;
    if (text.charAt(at - 1) === '\\') continue;
    const space = text.indexOf(' ', at + 3);
    const end = space === -1 ? text.length : space;
    const close = text.lastIndexOf(')', end - 1);
    // Without a bracket before the space, no other start before it has one: looking again for each would take for ever.
    next = close < at + 3 ? end : close + 1;
    if (close >= at + 3) found.push({ before: text.charAt(at - 1), text: text.slice(at, next) });
  }
  return found;
};
