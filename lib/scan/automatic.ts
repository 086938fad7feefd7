import { createQuota } from '../key/quota.ts';
import type { Caller } from '../model/actor.ts';
import { digestOf } from '../model/digest.ts';
import { namedPolicies } from '../policy-version/named.ts';
import type { Deps } from '../ports/deps.ts';
import { type OnceOutcome, startScanOnce } from './once.ts';

/** `deferred`: the repository has had its share of scans for now; whoever lists the registry finds the image later. */
export type AutomaticOutcome = OnceOutcome | { readonly kind: 'deferred' };

/** `repository` with its registry's host, `reference` by digest. */
export type AutomaticImage = { readonly repository: string; readonly reference: string };

export type AutomaticScan = (caller: Caller, image: AutomaticImage) => Promise<AutomaticOutcome>;

/**
 * Scans that nobody asked for: one for each digest and the policies that judge it, on every platform, at most `perMinute` of a repository. A pipeline that
 * runs wild costs what its share costs. Throws AppError `unavailable` while another is about to start the same one.
 */
export const automaticScan = (deps: Deps, perMinute: number): AutomaticScan => {
  const quota = createQuota(deps);
  return async (caller, { repository, reference }) => {
    const { tenant } = caller;
    const facts = { repositories: [repository], environment: null, labels: {}, namespaces: () => [] };
    const policies = await namedPolicies(deps, tenant, facts);
    const name = `${reference} ${digestOf(policies)}`;
    const mayStart = async (): Promise<boolean> => (await quota(tenant, `repository#${repository}`, perMinute)).allowed;
    return startScanOnce(deps, caller, { name, mayStart }, { image: { reference, platform: 'all' } });
  };
};
