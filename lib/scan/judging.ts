import { activePolicy, policyByName } from '../policy-version/active.ts';
import type { Deps } from '../ports/deps.ts';
import type { Judging } from './step.ts';

/** Judging by what the tenant has stored. `advisories` is the home's: where the database lies differs. */
export const storedJudging = (
  deps: Pick<Deps, 'table'>,
  more: Pick<Judging, 'waivers'> & Partial<Pick<Judging, 'advisories'>>,
): Judging => ({
  policy: async (tenant, facts, name) =>
    name === null ? (await activePolicy(deps, tenant, facts)).policy : policyByName(deps, tenant, name),
  advisories: async (_evidence, subject) => ({ subject, database: null, matches: [], gaps: ['no advisory database is loaded'] }),
  ...more,
});
