import { digestOf } from '../model/digest.ts';
import { rules } from '../rule/table.ts';
import { builtInDocument } from './built-in-document.ts';
import { compilePolicy } from './compile.ts';
import type { CompiledPolicy } from './compiled.ts';
import { isForeign } from './foreign/setting.ts';

/** A policy that every home has without storing it: `starter`, `baseline`, `restricted`, `quick-wins`. */
export const builtInPolicy = (name: string): CompiledPolicy | undefined => {
  const known = judging.get(name);
  if (known) return known;
  const document = builtInDocument(name);
  const policy = document && compilePolicy(document);
  if (policy) judging.set(name, policy);
  return policy;
};

// Asked at every gate and admission: even the digest of a document costs more there than a read of the store.
const judging = new Map<string, CompiledPolicy>();

let everyRule: readonly CompiledPolicy['rules'][number][] | undefined;

/** For `--rules all`: every rule at its own severity, enforced; name, thresholds and actions stay the given policy's. */
export const allRulesPolicy = (policy: CompiledPolicy): CompiledPolicy => {
  everyRule ??= rules.map((rule) => ({ rule, severity: null, mode: 'enforce', params: {} }));
  const foreign = policy.rules.filter(({ rule }) => isForeign(rule));
  return {
    ...policy,
    digest: digestOf({ rules: 'all', policy: policy.digest }),
    rules: foreign.length === 0 ? everyRule : [...everyRule, ...foreign],
    effects: new Map([...policy.effects].filter(([id]) => foreign.some(({ rule }) => rule.id === id))),
    mode: 'enforce',
  };
};
