/** What a variable stands for: a value, nothing (`undefined`), or something that only the builder's caller or the base image knows (null). */
export type Lookup = (name: string) => string | null | undefined;

export type Expansion = {
  /** null: depends on what cannot be known from the file. */
  readonly value: string | null;
  readonly undeclared: readonly string[];
  readonly unknown: readonly string[];
};

// ARG values may double in every line; past this length the value counts as unknown.
const maxLength = 65_536;
const maxDepth = 16;
// Keeps a text of unclosed `${` linear.
const maxBraces = 1024;
const nameForm = /[A-Za-z_][A-Za-z0-9_]*|[0-9]/y;

type State = { readonly escapeToken: string; readonly lookup: Lookup; readonly undeclared: Set<string>; readonly unknown: Set<string> };

/**
 * Expands `$x`, `${x}`, `${x:-y}`, `${x-y}`, `${x:+y}`, `${x+y}`, `${x:?e}`, `${x?e}` and takes quotes away. Pattern forms (`#`, `%`, `/`) give an unknown value.
 * Source: Dockerfile reference, environment replacement.
 */
export const expand = (text: string, lookup: Lookup, escapeToken = '\\'): Expansion => {
  const state: State = { escapeToken, lookup, undeclared: new Set(), unknown: new Set() };
  const value = expandText(text, state, 0);
  return { value, undeclared: [...state.undeclared], unknown: [...state.unknown] };
};

const expandText = (text: string, state: State, depth: number): string | null => {
  if (depth > maxDepth) return null;
  let out = '';
  let known = true;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (char === state.escapeToken && quote !== "'" && at + 1 < text.length) {
      const next = text[++at] ?? '';
      out += quote === '"' && next !== '"' && next !== '$' && next !== state.escapeToken ? char + next : next;
    } else if (char === quote) quote = '';
    else if (quote === '' && (char === '"' || char === "'")) quote = char;
    else if (char === '$' && quote !== "'") {
      const variable = readVariable(text, at);
      if (variable === null) {
        out += char;
        continue;
      }
      const value = resolve(variable, state, depth);
      if (value === null) known = false;
      else out += value;
      at = variable.end - 1;
    } else out += char;
    if (out.length > maxLength) return null;
  }
  return known ? out : null;
};

type Variable = { readonly name: string; readonly operator: string; readonly operand: string; readonly end: number };

const readVariable = (text: string, dollar: number): Variable | null => {
  const braced = text[dollar + 1] === '{';
  nameForm.lastIndex = dollar + (braced ? 2 : 1);
  const name = nameForm.exec(text)?.[0];
  if (name === undefined) return null;
  const after = nameForm.lastIndex;
  if (!braced) return { name, operator: '', operand: '', end: after };
  const close = closingBrace(text, after);
  if (close === -1) return null;
  const rest = text.slice(after, close);
  const operator = /^(:?[-+?]|##?|%%?|\/\/?)/.exec(rest)?.[0] ?? (rest === '' ? '' : 'other');
  return { name, operator, operand: rest.slice(operator === 'other' ? 0 : operator.length), end: close + 1 };
};

const closingBrace = (text: string, from: number): number => {
  let depth = 1;
  const limit = Math.min(text.length, from + maxBraces);
  for (let at = from; at < limit; at++) {
    if (text[at] === '{') depth++;
    else if (text[at] === '}' && --depth === 0) return at;
  }
  return -1;
};

const resolve = ({ name, operator, operand }: Variable, state: State, depth: number): string | null => {
  const value = state.lookup(name);
  const replaces = operator.endsWith('-') || operator.endsWith('+');
  if (value === undefined && !replaces) state.undeclared.add(name);
  if (value === null && operator !== ':-' && operator !== '-') state.unknown.add(name);
  const isEmpty = value === undefined || (value === '' && operator.startsWith(':'));
  switch (operator) {
    case '':
    case '?':
    case ':?':
      return value === undefined ? '' : value;
    case '-':
    case ':-':
      // A caller may set the argument; without one this is the value.
      return isEmpty || value === null ? expandText(operand, state, depth + 1) : value;
    case '+':
    case ':+':
      if (value === null) return null;
      return isEmpty ? '' : expandText(operand, state, depth + 1);
    default:
      return null;
  }
};
