import { type AssignmentKind, assignmentLiterals } from './assignment.ts';
import { type Automaton, createAutomaton } from './automaton.ts';
import { isDependency, type SecretRule } from './rule.ts';
import { secretRules } from './rules.table.ts';
import type { UserRule } from './user-rule.ts';

/** What is looked for in a file: the literals of the rules that hold there, by their index. `rule` is null for a word in the name of a setting. */
export type Search = {
  readonly automaton: Automaton;
  readonly wanted: readonly { readonly rule: SecretRule | null; readonly length: number }[];
};

const namedFiles = new Set(secretRules.flatMap(({ files = [] }) => files));
/**
 * Rules of a team beside the built-in ones, with the searches that were built for them; `given` as they were written, for another thread. `id`: of
 * two different lists of rules no two have the same; '' for the built-in ones.
 */
export type SecretRules = {
  readonly id: string;
  readonly given: readonly UserRule[];
  readonly added: readonly SecretRule[];
  readonly searches: Map<string, Search>;
};

const builtIn: SecretRules = { id: '', given: [], added: [], searches: new Map() };

/** A rule that cannot hold in a file is not looked for in it: `://` and `:` alone would stop the search at every line. */
// Searches are built when first used: a service that never sees an image need not pay for them. Few: nearly all files are of one of four sorts.
export const searchFor = (path: string, kind: AssignmentKind, { added, searches }: SecretRules = builtIn): Search => {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const isOwn = kind !== 'none' || !isDependency(path);
  const special = namedFiles.has(name) ? secretRules.filter((rule) => isSpecial(rule, path, name)) : [];
  const more = added.filter(({ where }) => where === undefined || where(path));
  const key = `${more.map(({ id }) => id).join(' ')} ${kind === 'none' ? '' : 'assignments'} ${isOwn ? 'own' : ''} ${special.map(({ id }) => id).join(' ')}`;
  const known = searches.get(key);
  if (known) return known;
  const rules = [...secretRules.filter((rule) => (rule.files ? special.includes(rule) : rule.own !== true || isOwn)), ...more];
  const made = searchOf(rules, kind === 'none' ? [] : assignmentLiterals);
  searches.set(key, made);
  return made;
};

const isSpecial = (rule: SecretRule, path: string, name: string): boolean =>
  rule.files?.includes(name) === true && (rule.where === undefined || rule.where(path));

const searchOf = (rules: readonly SecretRule[], words: readonly string[]): Search => {
  const literals = [
    ...rules.flatMap((rule) => rule.literals.map((literal) => ({ rule, literal }))),
    ...words.map((literal) => ({ rule: null, literal })),
  ];
  return {
    automaton: createAutomaton(literals.map(({ literal }) => literal)),
    wanted: literals.map(({ rule, literal }) => ({ rule, length: literal.length })),
  };
};
