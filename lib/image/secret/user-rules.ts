import { RE2JS } from 're2js';
import { AppError } from '../../model/error.ts';
import { compileGlob } from '../../model/glob.ts';
import type { SecretRule } from './rule.ts';
import { secretRules } from './rules.table.ts';
import type { SecretRules } from './search.ts';
import type { UserRule } from './user-rule.ts';
import { entropy } from './value.ts';

const before = 256;
const after = 1024;
const longestPattern = 1000;
/** A place takes up to a few milliseconds: linear is not fast. */
const mostPlaces = 400;
const shortestLiteral = 3;

/**
 * The rules as the search takes them, linear in what they look at whatever the pattern is (RE2's way, not the engine's own). Throws AppError
 * `invalid-request` with the place of what is wrong.
 */
export const compileUserRules = (given: readonly UserRule[], id = ''): SecretRules => {
  const taken = new Set(secretRules.map(({ id: known }) => known));
  const added = given.map((rule, index) => {
    const compiled = compileRule(rule, index, taken);
    taken.add(rule.id);
    return compiled;
  });
  return { id, given, added, searches: new Map() };
};

const compileRule = (rule: UserRule, index: number, taken: ReadonlySet<string>): SecretRule => {
  const refuse = (member: string, message: string): never => {
    throw new AppError('invalid-request', `the secret rule ${JSON.stringify(rule.id)}: ${message}`, {
      places: [{ pointer: `/rules/${index}/${member}`, message }],
    });
  };
  if (taken.has(rule.id)) refuse('id', 'another kind of secret, of this list or built in, has this id');
  if (rule.literals.length === 0 || rule.literals.some((literal) => !isLiteral(literal)))
    refuse('literals', `literals of ${shortestLiteral} or more characters, ASCII, are needed`);
  if (rule.pattern.length > longestPattern) refuse('pattern', `at most ${longestPattern} characters`);
  const pattern =
    compile(rule.pattern) ?? refuse('pattern', 'no regular expression in RE2 syntax, which has no lookaround and no back references');
  const globs = (rule.paths ?? []).map((path) => compileGlob(path));
  const { minEntropy } = rule;
  return {
    id: rule.id,
    title: rule.title,
    literals: rule.literals,
    before,
    after,
    mostPlaces,
    isCostly: true,
    extract: (window, end) => valueIn(pattern, window, end),
    ...(minEntropy === undefined ? {} : { isReal: (value: string) => entropy(value) >= minEntropy }),
    ...(globs.length === 0 ? {} : { where: (path: string) => globs.some((glob) => glob.matches(path)) }),
  };
};

const isLiteral = (text: string): boolean => text.length >= shortestLiteral && text.length <= before && /^[\x20-\x7e]+$/.test(text);

const compile = (pattern: string): RE2JS | undefined => {
  try {
    return RE2JS.compile(pattern);
  } catch {
    return undefined;
  }
};

/** The first match that holds the literal. */
const valueIn = (pattern: RE2JS, window: string, end: number): { readonly value: string; readonly start: number } | undefined => {
  const matcher = pattern.matcher(window);
  const group = 'value' in pattern.namedGroups() ? 'value' : 0;
  while (matcher.find()) {
    if (matcher.start() >= end) return undefined;
    if (matcher.end() < end) continue;
    const value = matcher.group(group);
    return value ? { value, start: matcher.start(group) } : undefined;
  }
  return undefined;
};
