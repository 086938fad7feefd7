import { type Matcher, RE2JS } from 're2js';
import { type Meter, toil } from '../value/meter.ts';
import { fail } from '../value/signal.ts';

const longestPattern = 10_000;
/** Characters of patterns that are kept compiled: up to a kilobyte each. */
const mostKept = 20_000;
const kept = new Map<string, RE2JS>();
let keptLength = 0;

// The worst patterns found take this many steps a character: cases folded of a class of all letters, ten thousand characters in a third of a second.
const compileSteps = 300;
const matchSteps = 0.02;

/** RE2's own way: time grows with the text alone, whatever the pattern. Throws the signal of an error for what is no pattern. */
export const matcherOf = (pattern: string, text: string, meter: Meter): Matcher => {
  const regex = regexOf(pattern, meter);
  toil(meter, text.length * (1 + pattern.length * matchSteps));
  return regex.matcher(text);
};

const regexOf = (pattern: string, meter: Meter): RE2JS => {
  const before = kept.get(pattern);
  if (before) return before;
  toil(meter, pattern.length * compileSteps);
  const compiled = compile(pattern) ?? fail(`error parsing regexp: ${pattern.slice(0, 100)}`);
  keep(pattern, compiled);
  return compiled;
};

const keep = (pattern: string, compiled: RE2JS): void => {
  if (keptLength + pattern.length > mostKept) {
    kept.clear();
    keptLength = 0;
  }
  kept.set(pattern, compiled);
  keptLength += pattern.length + 1;
};

const compile = (pattern: string): RE2JS | undefined => {
  if (pattern.length > longestPattern) return undefined;
  try {
    return RE2JS.compile(pattern);
  } catch {
    return undefined;
  }
};
