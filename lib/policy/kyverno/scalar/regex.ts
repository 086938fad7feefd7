import { RE2JS } from 're2js';
import { type Budget, spend } from './budget.ts';

/** A regular expression in RE2's syntax, linear in what it looks at. Each match is paid from the budget; a spent one ends in no match. */
export type Regex = {
  test(text: string, budget: Budget): boolean;
  /** Where it matches, from the left, none inside another. */
  matches(text: string, budget: Budget): Generator<RegexMatch>;
};

/** `groups`: by number, 0 the whole match; null for one that took no part. `named`: the same by name. */
export type RegexMatch = {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | null)[];
  readonly named: { readonly [name: string]: string | null };
};

const longest = 4_096;
const largestProgram = 20_000;
const kept = new Map<string, Regex | null>();
const mostKept = 500;

/** Undefined when it is no regular expression, or one that is too large. The expressions of a policy are few and are asked for with every object. */
export const regexOf = (source: string): Regex | undefined => {
  if (source.length > longest) return undefined;
  const known = kept.get(source);
  if (known !== undefined) return known ?? undefined;
  if (kept.size >= mostKept) kept.clear();
  const made = compile(source);
  kept.set(source, made);
  return made ?? undefined;
};

const compile = (source: string): Regex | null => {
  const compiled = compiledBy(source);
  if (!compiled || compiled.programSize() > largestProgram) return null;
  const size = compiled.programSize();
  const costOf = (length: number): number => 1 + Math.ceil((length * Math.min(size, 64)) / 1024);
  return {
    test: (text, budget) => spend(budget, costOf(text.length)) && compiled.matcher(text).find(),
    *matches(text, budget) {
      const matcher = compiled.matcher(text);
      for (let from = 0; spend(budget, costOf(text.length - from)) && matcher.find(); from = matcher.end()) {
        const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, index) => matcher.group(index));
        yield { start: matcher.start(), end: matcher.end(), groups, named: matcher.getNamedGroups() };
      }
    },
  };
};

const compiledBy = (source: string): RE2JS | null => {
  try {
    return RE2JS.compile(source);
  } catch {
    return null;
  }
};
