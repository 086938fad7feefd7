import { matchImage, vexImageOf } from '../advisory/match.ts';
import { activePolicies, policyByName } from '../policy-version/active.ts';
import type { Advisories } from '../ports/advisories.ts';
import type { Deps } from '../ports/deps.ts';
import { storedBaseline } from './baseline.ts';
import type { Judging } from './step.ts';

/** No advisory database: every image says so, as a gap. */
export const noAdvisories: Advisories = { database: () => null, lookup: () => [] };

/** Judging by what the tenant has stored, and by the advisories that the home has loaded. */
export const storedJudging = (
  deps: Pick<Deps, 'table'>,
  more: Pick<Judging, 'waivers' | 'vendor'> & { readonly advisories?: Advisories },
): Judging => {
  const advisories: Judging['advisories'] = async (evidence, subject) =>
    matchImage(evidence.content, subject, more.advisories ?? noAdvisories, vexImageOf(evidence));
  return {
    policies: async (tenant, facts, name) =>
      name === null ? activePolicies(deps, tenant, facts) : [await policyByName(deps, tenant, name)],
    waivers: more.waivers,
    ...(more.vendor && { vendor: more.vendor }),
    advisories,
    baseline: storedBaseline(deps, advisories),
  };
};
