import type { Rule } from '../../lib/rule/rule.ts';
import type { RuleSetting } from '../../lib/rule/setting.ts';
import { type PeerCheck, peerChecks } from './peer-checks.table.ts';
import type { PeerCase } from './peer-manifests.ts';

type Mapped = { readonly check: PeerCheck; readonly settings: readonly RuleSetting[]; readonly missing: readonly string[] };

/** The rules that a peer's check stands for: what the table says of it, else those of its rows with their own defaults. */
export const settingsFor = ({ tool, check: id, rule, rows, config }: PeerCase, rules: ReadonlyMap<string, Rule>): Mapped => {
  const check = peerChecks.get(`${tool} ${id}`)?.(config ?? {}) ?? {};
  if (check.skip !== undefined) return { check, settings: [], missing: [check.skip] };
  const ofRow = (rule === null ? (rows ?? []) : [rule]).map((name) => [name] as const);
  const wanted = check.rules ?? ofRow;
  const settings = wanted.flatMap(([name, params]) => {
    const known = rules.get(name);
    return known ? [{ rule: known, severity: null, mode: 'enforce' as const, params: params ?? {} }] : [];
  });
  return { check, settings, missing: wanted.map(([name]) => name).filter((name) => !rules.has(name)) };
};
