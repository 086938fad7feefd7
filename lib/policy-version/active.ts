import { bindPolicy } from '../policy/bind.ts';
import { builtInPolicy } from '../policy/built-in.ts';
import { compiledPolicy } from '../policy/compile.ts';
import type { CompiledPolicy } from '../policy/compiled.ts';
import type { ChangeFacts, PolicyChoice, PolicyFacts } from '../policy/mapping.ts';
import { preparePolicy } from '../policy/prepare.ts';
import type { Deps } from '../ports/deps.ts';
import { choices } from './choices.ts';
import { activeDigest, activeDocument } from './named.ts';

/** The policy that judges a change, as its binding uses it, and how it was chosen. */
export type ActivePolicy = { readonly policy: CompiledPolicy; readonly choice: PolicyChoice };

/** Which policy judges a change with these facts. Two reads by key; the documents are compiled once per digest. */
export const activePolicy = async (deps: Pick<Deps, 'table'>, tenant: string, facts: PolicyFacts): Promise<ActivePolicy> => {
  const choice = (await choices(deps, tenant)).choose(facts);
  return { policy: bindPolicy(await policyByName(deps, tenant, choice.policy), choice.mode), choice };
};

/** Every policy that a change of several images and namespaces must satisfy, each as its binding uses it. */
export const activePolicies = async (deps: Pick<Deps, 'table'>, tenant: string, facts: ChangeFacts): Promise<readonly CompiledPolicy[]> => {
  const bound: CompiledPolicy[] = [];
  for (const { policy, mode } of (await choices(deps, tenant)).chooseAll(facts))
    bound.push(bindPolicy(await policyByName(deps, tenant, policy), mode));
  return [...new Set(bound)];
};

/** The active version of a name. Throws AppError `not-found`. */
export const policyByName = async (deps: Pick<Deps, 'table'>, tenant: string, name: string): Promise<CompiledPolicy> => {
  const built = builtInPolicy(name);
  if (built) return built;
  const digest = await activeDigest(deps, tenant, name);
  return compiledPolicy(digest) ?? preparePolicy(await activeDocument(deps, tenant, name, digest));
};
