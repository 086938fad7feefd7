import { type AssignmentKind, assignmentLiterals } from './assignment.ts';
import { type Automaton, createAutomaton } from './automaton.ts';
import { isDependency, type SecretRule } from './rule.ts';
import { secretRules } from './rules.table.ts';

/** What is looked for in a file: the literals of the rules that hold there, by their index. `rule` is null for a word in the name of a setting. */
export type Search = {
  readonly automaton: Automaton;
  readonly wanted: readonly { readonly rule: SecretRule | null; readonly length: number }[];
};

const namedFiles = new Set(secretRules.flatMap(({ files = [] }) => files));
// Built when first used: a service that never sees an image need not pay for them. Few: nearly all files are of one of four sorts.
const searches = new Map<string, Search>();

/** A rule that cannot hold in a file is not looked for in it: `://` and `:` alone would stop the search at every line. */
export const searchFor = (path: string, kind: AssignmentKind): Search => {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const isOwn = kind !== 'none' || !isDependency(path);
  const special = namedFiles.has(name) ? secretRules.filter((rule) => isSpecial(rule, path, name)) : [];
  const key = `${kind === 'none' ? '' : 'assignments'} ${isOwn ? 'own' : ''} ${special.map(({ id }) => id).join(' ')}`;
  const known = searches.get(key);
  if (known) return known;
  const rules = secretRules.filter((rule) => (rule.files ? special.includes(rule) : rule.own !== true || isOwn));
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
