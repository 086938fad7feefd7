/** One line of a .dockerignore. `source` is the pattern as written, `line` counts from 1. */
export type IgnorePattern = {
  readonly source: string;
  readonly line: number;
  readonly negated: boolean;
  readonly segments: readonly string[];
};

export type IgnoreFile = {
  readonly patterns: readonly IgnorePattern[];
  /** The pattern that keeps a path out of the context; null when it is sent. */
  excludedBy(path: string): IgnorePattern | null;
};

const maxPatterns = 10_000;

/**
 * Reads a .dockerignore. Source: Dockerfile reference, .dockerignore file, and moby/patternmatcher: comments only at the start of a line, Go's path cleaning,
 * `**` for any number of folders, the last pattern that matches the path or a folder above it wins.
 */
export const parseIgnore = (text: string): IgnoreFile => {
  const patterns = text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .slice(0, maxPatterns)
    .flatMap((line, index) => readPattern(line, index + 1) ?? []);
  return { patterns, excludedBy: (path) => excludedBy(patterns, cleanPath(path)) };
};

const readPattern = (written: string, line: number): IgnorePattern | null => {
  if (written.startsWith('#')) return null;
  const source = written.trim();
  if (source === '') return null;
  const negated = source.startsWith('!');
  const cleaned = cleanPath(negated ? source.slice(1).trim() : source);
  return cleaned === '' ? null : { source, line, negated, segments: cleaned.split('/') };
};

/** Go's filepath.Clean without a leading slash. '' for the root itself. */
export const cleanPath = (path: string): string => {
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else kept.push(part);
  }
  return kept[0] === '..' && path.startsWith('/') ? kept.filter((part) => part !== '..').join('/') : kept.join('/');
};

const excludedBy = (patterns: readonly IgnorePattern[], path: string): IgnorePattern | null => {
  const segments = path.split('/');
  let winner: IgnorePattern | null = null;
  for (const pattern of patterns) {
    // A pattern that cannot change the answer need not be tried.
    if ((winner === null) === pattern.negated) continue;
    if (matchesOrContains(pattern.segments, segments)) winner = pattern.negated ? null : pattern;
  }
  return winner;
};

/** The pattern matches the path or one of the folders that it lies in. Steps through both at once, so time is bounded by their product. */
const matchesOrContains = (pattern: readonly string[], path: readonly string[]): boolean => {
  let reached = new Set<number>([0]);
  for (const part of path) {
    const next = new Set<number>();
    for (const at of withSkips(pattern, reached)) {
      if (pattern[at] === '**') next.add(at);
      else if (at < pattern.length && segmentMatches(pattern[at] ?? '', part)) next.add(at + 1);
      // A `**` at the end stands for at least one name: `a/**` leaves `a` itself.
      if (pattern[at] === '**' && at === pattern.length - 1) return true;
    }
    if (next.has(pattern.length)) return true;
    reached = next;
  }
  return false;
};

/** `**` also stands for no folder at all. */
const withSkips = (pattern: readonly string[], reached: ReadonlySet<number>): Set<number> => {
  const all = new Set(reached);
  for (const at of reached) for (let skip = at; pattern[skip] === '**'; skip++) all.add(skip + 1);
  return all;
};

type Piece = { readonly kind: 'text' | 'any' | 'many'; readonly test: (char: string) => boolean };
const pieces = new Map<string, readonly Piece[]>();
const maxCached = 2_000;

/** Go's filepath.Match within one folder: `*`, `?`, `[a-z]`, `[^a]`, `\x`. Greedy with one step back, so time is bounded by the product of the lengths. */
const segmentMatches = (pattern: string, text: string): boolean => {
  if (!/[*?[\\]/.test(pattern)) return pattern === text;
  const known = pieces.get(pattern) ?? compile(pattern);
  if (pieces.size < maxCached) pieces.set(pattern, known);
  let at = 0;
  let piece = 0;
  let star = -1;
  let mark = 0;
  while (at < text.length) {
    const current = known[piece];
    if (current?.kind === 'many') {
      star = piece++;
      mark = at;
    } else if (current?.test(text[at] ?? '')) {
      piece++;
      at++;
    } else if (star !== -1) {
      piece = star + 1;
      at = ++mark;
    } else return false;
  }
  while (known[piece]?.kind === 'many') piece++;
  return piece === known.length;
};

const compile = (pattern: string): Piece[] => {
  const found: Piece[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] ?? '';
    if (char === '*') found.push({ kind: 'many', test: () => true });
    else if (char === '?') found.push({ kind: 'any', test: () => true });
    else if (char === '[') {
      const close = pattern.indexOf(']', at + 2);
      if (close === -1) return [{ kind: 'text', test: () => false }];
      found.push({ kind: 'any', test: classTest(pattern.slice(at + 1, close)) });
      at = close;
    } else {
      const literal = char === '\\' ? (pattern[++at] ?? '') : char;
      found.push({ kind: 'text', test: (other) => other === literal });
    }
  }
  return found;
};

const classTest = (body: string): ((char: string) => boolean) => {
  const negated = body.startsWith('^') || body.startsWith('!');
  const chars = [...(negated ? body.slice(1) : body)];
  const tests: [string, string][] = [];
  for (let at = 0; at < chars.length; at++) {
    const low = chars[at] ?? '';
    if (chars[at + 1] === '-' && at + 2 < chars.length) {
      tests.push([low, chars[at + 2] ?? '']);
      at += 2;
    } else tests.push([low, low]);
  }
  return (char) => negated !== tests.some(([low, high]) => char >= low && char <= high);
};
