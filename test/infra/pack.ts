import { builtInPolicy } from '../../lib/policy/built-in.ts';
import type { CompiledPolicy } from '../../lib/policy/compiled.ts';

export const pack = (name: string): CompiledPolicy => {
  const policy = builtInPolicy(name);
  if (!policy) throw new Error(`there is no pack ${name}`);
  return policy;
};
