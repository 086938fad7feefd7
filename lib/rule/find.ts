import { nearest } from '../model/nearest.ts';
import { aliasTable } from './kubernetes/alias.table.ts';
import { undecidable } from './kubernetes/undecidable.table.ts';
import type { Rule } from './rule.ts';
import { rules } from './table.ts';

// One check of Trivy's has three spellings over its versions: KSV-0012, KSV012 and AVD-KSV-0012.
const trivySpelling = /^(?:avd-)?(ksv|kcv|ds)-?0*(\d{1,6})$/;

/** The form in which names of checks are compared: case does not matter, nor which of its spellings an id of Trivy's has. */
export const aliasKey = (name: string): string => {
  const lower = name.trim().toLowerCase();
  const trivy = trivySpelling.exec(lower);
  return trivy ? `${trivy[1]}-${trivy[2]}` : lower;
};

type Directory = { readonly byId: ReadonlyMap<string, Rule>; readonly byAlias: ReadonlyMap<string, readonly Rule[]> };

const directoryOf = (table: readonly Rule[]): Directory => {
  const byAlias = new Map<string, Rule[]>();
  for (const rule of table) {
    for (const key of new Set(rule.aliases.map(aliasKey))) byAlias.set(key, [...(byAlias.get(key) ?? []), rule]);
  }
  return { byId: new Map(table.map((rule) => [aliasKey(rule.id), rule])), byAlias };
};

let directory: Directory | undefined;
const known = (): Directory => {
  directory ??= directoryOf(rules);
  return directory;
};

/** The rule with this id, or every rule that carries this alias: other tools' checks may cover several of ours. Empty when nobody knows the name. */
export const findRules = (name: string): readonly Rule[] => {
  const { byId, byAlias } = known();
  const key = aliasKey(name);
  const own = byId.get(key);
  return own ? [own] : (byAlias.get(key) ?? []);
};

/** The id or alias that was probably meant. */
export const nearestRule = (name: string): string | undefined => {
  const { byId } = known();
  return nearest(name, byId.keys()) ?? nearest(name, new Set(rules.flatMap(({ aliases }) => aliases)));
};

/** Why there is no rule of a name that other tools have a check of; undefined for names that nobody has. */
export const whyNoRule = (name: string): string | undefined => {
  const key = aliasKey(name);
  return [...undecidable].find(([id]) => id === key || aliasTable.get(id)?.some((alias) => aliasKey(alias) === key))?.[1];
};

/** What to say of a name that is no rule's: why, or what was probably meant. */
export const hintFor = (name: string): string => {
  const why = whyNoRule(name);
  const meant = why === undefined ? nearestRule(name) : undefined;
  return why === undefined ? (meant === undefined ? '' : `; did you mean ${meant}?`) : `: ${why}`;
};
