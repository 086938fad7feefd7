import { compileWildcard, type PathTest, type WildcardStyle } from './wildcard.ts';

/** One line of a .dockerignore. `source` is the pattern as written, `line` counts from 1; `literal` is what it begins with before any wildcard. */
export type IgnorePattern = {
  readonly source: string;
  readonly line: number;
  readonly negated: boolean;
  readonly literal: string;
  readonly matches: PathTest;
};

export type IgnoreFile = {
  readonly patterns: readonly IgnorePattern[];
  /** Lines that the builder refuses to read, such as `[a`. */
  readonly malformed: readonly { readonly source: string; readonly line: number }[];
  /** The pattern that keeps a path out of the context; null when it is sent. */
  excludedBy(path: string): IgnorePattern | null;
  /** Whether an exception may bring back something below a folder, as `!src/**` does when `*` keeps everything out. */
  mayKeepBelow(folder: string): boolean;
};

const maxPatterns = 10_000;

/**
 * Reads a .dockerignore. Source: Dockerfile reference, .dockerignore file, and moby/patternmatcher 0.6: comments only at the start of a line, Go's path
 * cleaning, the last pattern that matches the path or a folder above it wins.
 */
export const parseIgnore = (text: string, style: WildcardStyle = 'docker'): IgnoreFile => {
  const patterns: IgnorePattern[] = [];
  const malformed: IgnoreFile['malformed'][number][] = [];
  const lines = text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .slice(0, maxPatterns);
  for (const [index, line] of lines.entries()) {
    const read = readPattern(line);
    if (read === null) continue;
    const matches = read.pattern === '' ? () => false : compileWildcard(read.pattern, style);
    const place = { source: read.source, line: index + 1 };
    if (matches === null) malformed.push(place);
    else patterns.push({ ...place, negated: read.negated, literal: read.pattern.replace(/[*?[\\].*$/s, ''), matches });
  }
  return {
    patterns,
    malformed,
    excludedBy: (path) => excludedBy(patterns, cleanPath(path)),
    mayKeepBelow: (folder) => mayKeepBelow(patterns, cleanPath(folder)),
  };
};

const readPattern = (written: string): { source: string; negated: boolean; pattern: string } | null => {
  if (written.startsWith('#')) return null;
  const source = written.trim();
  if (source === '') return null;
  const isException = source.startsWith('!');
  const cleaned = cleanPath(isException ? source.slice(1).trim() : source);
  // `./!a` is an exception too once it is cleaned.
  if (!isException && cleaned.startsWith('!')) return { source, negated: true, pattern: cleaned.slice(1) };
  return { source, negated: isException, pattern: cleaned };
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
  let winner: IgnorePattern | null = null;
  for (const pattern of patterns) {
    // A pattern that cannot change the answer need not be tried.
    if ((winner === null) === pattern.negated) continue;
    if (pattern.matches(path)) winner = pattern.negated ? null : pattern;
  }
  return winner;
};

const mayKeepBelow = (patterns: readonly IgnorePattern[], folder: string): boolean =>
  patterns.some(({ negated, literal, source }) => {
    const isWhole = !/[*?[\\]/.test(source);
    return negated && (literal.startsWith(`${folder}/`) || (!isWhole && `${folder}/`.startsWith(literal)));
  });
