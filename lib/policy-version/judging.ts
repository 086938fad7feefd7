import type { Verdict } from '../model/verdict.ts';
import { builtInPolicy } from '../policy/built-in.ts';
import type { CompiledPolicy } from '../policy/compiled.ts';
import { preparePolicy } from '../policy/prepare.ts';
import type { Deps } from '../ports/deps.ts';
import { loadVersion } from './get.ts';

/** The version that judged, whatever is active now; null when a built-in policy has changed since, or the version is gone. */
export const judgingPolicy = async (deps: Pick<Deps, 'table'>, tenant: string, { policy }: Verdict): Promise<CompiledPolicy | null> => {
  const built = builtInPolicy(policy.name);
  if (built) return built.digest === policy.digest ? built : null;
  const version = await loadVersion(deps, tenant, policy.name, policy.digest);
  return version && preparePolicy(version.document);
};
