import { type Mode, modes } from '../model/verdict.ts';
import type { CompiledPolicy } from './compiled.ts';

/** The one that may do less: a binding can only soften what a policy says. */
export const softer = (a: Mode, b: Mode): Mode => (modes.indexOf(a) >= modes.indexOf(b) ? a : b);

// Kept by policy, so that a bound policy has one list of settings and is planned once.
const bound = new WeakMap<CompiledPolicy, Map<Mode, CompiledPolicy>>();

/** The policy as one binding uses it: with `warn` it denies nothing, with `audit` it only records. */
export const bindPolicy = (policy: CompiledPolicy, mode: Mode): CompiledPolicy => {
  if (mode === 'enforce') return policy;
  const versions = bound.get(policy) ?? new Map<Mode, CompiledPolicy>();
  bound.set(policy, versions);
  const known = versions.get(mode);
  if (known) return known;
  const softened = {
    ...policy,
    mode: softer(policy.mode, mode),
    rules: policy.rules.map((setting) => ({ ...setting, mode: softer(setting.mode, mode) })),
  };
  versions.set(mode, softened);
  return softened;
};
