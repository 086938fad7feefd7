import type { CompiledPolicy } from '../policy/compiled.ts';
import { isForeign } from '../policy/foreign/setting.ts';
import { isAbout, whyNotAlone } from '../rule/alone.ts';

/** A policy as far as one object can answer it. `left`: what is not asked though it is about such objects, `rule: why` each. */
type OfOneObject = { readonly policy: CompiledPolicy; readonly left: readonly string[] };

/** Kinds are the caller's words: more than a cluster has are not kept. */
const mostKinds = 500;
const longestKind = 253;
const known = new WeakMap<CompiledPolicy, Map<string, OfOneObject>>();

/** An admission request shows one object: rules that look for others would miss what the cluster has already. */
export const ofOneObject = (policy: CompiledPolicy, kind: string, runsContainers: boolean): OfOneObject => {
  const kinds = known.get(policy) ?? new Map<string, OfOneObject>();
  known.set(policy, kinds);
  const key = `${runsContainers} ${kind}`;
  const found = kinds.get(key) ?? part(policy, kind, runsContainers);
  if (kinds.size < mostKinds && kind.length <= longestKind) kinds.set(key, found);
  return found;
};

const part = (policy: CompiledPolicy, kind: string, runsContainers: boolean): OfOneObject => {
  const why = new Map(policy.rules.map(({ rule }) => [rule, whyNotAlone(rule, kind)]));
  const left = policy.rules.flatMap(({ rule }) => {
    const reason = why.get(rule);
    return reason !== undefined && isAbout(rule, kind, runsContainers) ? [`${rule.id}: ${reason}`] : [];
  });
  return { policy: { ...policy, rules: policy.rules.filter(({ rule }) => why.get(rule) === undefined) }, left };
};

const others = new WeakMap<CompiledPolicy, CompiledPolicy>();

/** A policy as far as its rules are of other engines; null when it has none of those. Kept, so that its list of rules is planned once. */
export const onlyForeign = (policy: CompiledPolicy): CompiledPolicy | null => {
  // Asked for every heartbeat of a node.
  if (policy.foreign.size === 0) return null;
  const rules = policy.rules.filter(({ rule }) => isForeign(rule));
  if (rules.length === 0) return null;
  const only = others.get(policy) ?? { ...policy, rules };
  others.set(policy, only);
  return only;
};
