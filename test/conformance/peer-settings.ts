import type { Rule } from '../../lib/rule/rule.ts';
import type { RuleSetting } from '../../lib/rule/setting.ts';
import type { PeerCase } from './peer-manifests.ts';

/** The rules that a peer's check stands for. */
export const settingsFor = (
  { rule, rows }: PeerCase,
  rules: ReadonlyMap<string, Rule>,
): { readonly settings: readonly RuleSetting[]; readonly missing: readonly string[] } => {
  const wanted = rule === null ? (rows ?? []) : [rule];
  const found = wanted.flatMap((id) => rules.get(id) ?? []);
  return {
    settings: found.map((known) => ({ rule: known, severity: null, mode: 'enforce', params: {} })),
    missing: wanted.filter((id) => !rules.has(id)),
  };
};
