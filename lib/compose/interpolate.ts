/** Deeper defaults of defaults are nobody's. */
const maxDepth = 8;

/**
 * A value with its variables replaced as if none were set: defaults count, and null when one without a default decides.
 * Source: Compose specification, interpolation: `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME-default}`, `:?`, `?`, `:+`, `+`, `$$`.
 */
export const interpolate = (text: string, depth = 0): string | null => {
  if (!text.includes('$')) return text;
  if (depth > maxDepth) return null;
  let result = '';
  for (let at = 0; at < text.length; ) {
    const char = text[at] ?? '';
    if (char !== '$') {
      result += char;
      at += 1;
    } else if (text[at + 1] === '$') {
      result += '$';
      at += 2;
    } else if (text[at + 1] === '{') {
      const end = closingBrace(text, at + 2);
      const value = end === -1 ? null : replacementOf(text.slice(at + 2, end), depth);
      if (value === null) return null;
      result += value;
      at = end + 1;
    } else if (/[A-Za-z_]/.test(text[at + 1] ?? '')) return null;
    else {
      result += char;
      at += 1;
    }
  }
  return result;
};

const closingBrace = (text: string, from: number): number => {
  let open = 1;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '{' && text[at - 1] === '$') open += 1;
    else if (text[at] === '}' && --open === 0) return at;
  }
  return -1;
};

const replacementOf = (inner: string, depth: number): string | null => {
  const [, operator = '', rest = ''] = /^[A-Za-z_]\w*(:?[-?+])?([\s\S]*)$/.exec(inner) ?? [];
  if (operator.endsWith('-')) return interpolate(rest, depth + 1);
  return operator.endsWith('+') ? '' : null;
};
