/** Whether a pattern matches a path or a folder that the path lies in. */
export type PathTest = (path: string) => boolean;

/** One step of a pattern. `text` is its source for a regular expression; `one` tells which single characters it takes. */
type Step =
  | { readonly kind: 'one'; readonly text: string; readonly one: (char: string) => boolean }
  /** `*`: any characters within a folder. `**` at the end: any. `**` elsewhere: nothing, or (`within`) anything up to a slash. `^`: the start. */
  | { readonly kind: 'name' | 'rest' | 'folders' | 'within' | 'start'; readonly text: string };

type Parsed = { readonly steps: readonly Step[]; readonly shape: 'exact' | 'prefix' | 'suffix' | 'steps' };

/** What a class without `^` may hold: .gitignore leaves slashes out, .dockerignore's regular expressions do not. */
export type WildcardStyle = 'docker' | 'git';

// Two wildcards cost a regular expression at most the square of a path; more are stepped through.
const maxWildcards = 2;

/**
 * Compiles a cleaned pattern; null when the builder refuses it. Source: moby/patternmatcher 0.6, whose translation has shapes of its own: `**x` takes any path
 * that ends with x, `x**` any that begins with it, a `**` in between also joins on to what stands before it.
 */
export const compileWildcard = (pattern: string, style: WildcardStyle = 'docker'): PathTest | null => {
  const parsed = parse(pattern, style);
  if (parsed === null) return null;
  const { steps, shape } = parsed;
  if (shape === 'exact') return (path) => isOrContains(path, pattern);
  if (shape === 'prefix') return (path) => path.startsWith(pattern.slice(0, -2));
  if (shape === 'suffix') return suffixTest(pattern.slice(2));
  const wildcards = steps.filter(({ kind }) => kind === 'name' || kind === 'rest' || kind === 'folders').length;
  return wildcards > maxWildcards ? (path) => walks(steps, path) : regularTest(steps);
};

const isOrContains = (path: string, folder: string): boolean =>
  path.startsWith(folder) && (path.length === folder.length || path[folder.length] === '/');

const suffixTest =
  (suffix: string): PathTest =>
  (path) =>
    path.endsWith(suffix) || path.includes(`${suffix}/`) || (suffix.startsWith('/') && isOrContains(path, suffix.slice(1)));

const regularTest = (steps: readonly Step[]): PathTest | null => {
  try {
    const form = new RegExp(`^${steps.map(({ text }) => text).join('')}(?=/|$)`, 's');
    return (path) => form.test(path);
  } catch {
    return null;
  }
};

const special = /[.+()|{}$]/;

const parse = (pattern: string, style: WildcardStyle): Parsed | null => {
  const steps: Step[] = [];
  let shape: Parsed['shape'] = 'exact';
  const add = (step: Step): void => void steps.push(step);
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] ?? '';
    const isFirst = at === 0;
    if (char === '*' && pattern[at + 1] === '*') {
      at += pattern[at + 2] === '/' ? 2 : 1;
      const isLast = at === pattern.length - 1;
      if (isLast) add({ kind: 'rest', text: '.*' });
      else steps.push({ kind: 'folders', text: '(?:.*/)?' }, { kind: 'within', text: '' });
      shape = isFirst ? 'suffix' : isLast && shape === 'exact' ? 'prefix' : 'steps';
    } else if (char === '*') {
      add({ kind: 'name', text: '[^/]*' });
      shape = 'steps';
    } else if (char === '?') {
      add({ kind: 'one', text: '[^/]', one: (other) => other !== '/' });
      shape = 'steps';
    } else if (char === '[') {
      const read = readClass(pattern, at, style);
      if (read === null) return null;
      add(read.step);
      at = read.end;
      shape = 'steps';
    } else if (char === '\\') {
      const next = pattern[++at];
      if (next === undefined) return null;
      add(style === 'docker' ? escaped(next) : literal(next));
      shape = 'steps';
    } else if (char === '^') add({ kind: 'start', text: '^' });
    else {
      add(literal(char));
      if (char === ']') shape = 'steps';
    }
  }
  return { steps, shape };
};

const literal = (char: string): Step => ({
  kind: 'one',
  text: special.test(char) || /[\][\\^*?/]/.test(char) ? `\\${char}` : char,
  one: (other) => other === char,
});

const controls: ReadonlyMap<string, string> = new Map(Object.entries({ a: '\x07', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }));

/** The builder hands a backslash on to Go's regular expressions, where some letters stand for others and the rest is refused. Source: RE2 syntax. */
const escaped = (char: string): Step => {
  const control = controls.get(char);
  if (control !== undefined) return literal(control);
  if (/[dDsSwW]/.test(char)) return { kind: 'one', text: `\\${char}`, one: (other) => new RegExp(`\\${char}`).test(other) };
  return /[A-Za-z0-9]/.test(char) ? { kind: 'one', text: '(?!)', one: () => false } : literal(char);
};

/** `[a-z]`, `[^a]`; a backslash takes the next character as it is. Null where Go calls it malformed. */
const readClass = (pattern: string, open: number, style: WildcardStyle): { step: Step; end: number } | null => {
  const isNegated = pattern[open + 1] === '^';
  const ranges: [string, string][] = [];
  let at = open + (isNegated ? 2 : 1);
  const member = (): string | null => {
    const char = pattern[at];
    if (char === undefined || char === '-' || (char === ']' && pattern[at - 1] !== '\\')) return null;
    at += char === '\\' ? 2 : 1;
    return char === '\\' ? (pattern[at - 1] ?? null) : char;
  };
  while (pattern[at] !== ']' || ranges.length === 0) {
    const low = member();
    if (low === null) return null;
    if (pattern[at] !== '-') ranges.push([low, low]);
    else {
      at++;
      const high = member();
      if (high === null || high < low) return null;
      ranges.push([low, high]);
    }
  }
  const one = (char: string): boolean =>
    (style === 'docker' || char !== '/') && isNegated !== ranges.some(([low, high]) => char >= low && char <= high);
  const text = ranges.map(([low, high]) => (low === high ? quoted(low) : `${quoted(low)}-${quoted(high)}`)).join('');
  const slash = style === 'git' ? '(?!/)' : '';
  return { step: { kind: 'one', text: `${slash}[${isNegated ? '^' : ''}${text}]`, one }, end: at };
};

const quoted = (char: string): string => (/[\w]/.test(char) ? char : `\\${char}`);

/** Steps through pattern and path at once: time is at most the product of their lengths, whatever the pattern. */
const walks = (steps: readonly Step[], path: string): boolean => {
  const end = steps.length;
  let places = new Uint8Array(end + 1);
  let next = new Uint8Array(end + 1);
  places[0] = 1;
  passEmpty(steps, places, true);
  for (const char of path) {
    if (char === '/' && places[end] === 1) return true;
    next.fill(0);
    for (let place = 0; place < end; place++) {
      const step = places[place] === 1 ? steps[place] : undefined;
      if (step === undefined) continue;
      if (step.kind === 'one' ? step.one(char) : step.kind === 'within' && char === '/') next[place + 1] = 1;
      if (step.kind === 'rest' || step.kind === 'within' || (step.kind === 'name' && char !== '/')) next[place] = 1;
    }
    passEmpty(steps, next, false);
    [places, next] = [next, places];
  }
  return places[end] === 1;
};

/** Marks what is reached by steps that stand for nothing here; they only lead forward. */
const passEmpty = (steps: readonly Step[], places: Uint8Array, isStart: boolean): void => {
  for (const [place, { kind }] of steps.entries()) {
    if (places[place] !== 1) continue;
    if (kind === 'folders') places[place + 2] = 1;
    if (kind === 'folders' || kind === 'name' || kind === 'rest' || (kind === 'start' && isStart)) places[place + 1] = 1;
  }
};
