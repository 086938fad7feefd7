import { RE2JS } from 're2js';
import { fail } from '../value/signal.ts';

const longestPattern = 10_000;
const mostKept = 200;
const kept = new Map<string, RE2JS>();

/** RE2's own way: time grows with the text alone, whatever the pattern. Throws the signal of an error for what is no pattern. */
export const regexOf = (pattern: string): RE2JS => {
  const before = kept.get(pattern);
  if (before) return before;
  const compiled = compile(pattern) ?? fail(`error parsing regexp: ${pattern.slice(0, 100)}`);
  if (kept.size >= mostKept) kept.clear();
  kept.set(pattern, compiled);
  return compiled;
};

const compile = (pattern: string): RE2JS | undefined => {
  if (pattern.length > longestPattern) return undefined;
  try {
    return RE2JS.compile(pattern);
  } catch {
    return undefined;
  }
};
