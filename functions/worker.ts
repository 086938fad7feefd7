import { storedJudging } from '../lib/scan/judging.ts';
import { activeWaivers } from '../lib/waiver/list.ts';
import { workOn } from './handle/worker.ts';
import { followAdvisories } from './home/advisories.ts';
import { openHome } from './home/open.ts';
import { ownSecretRules } from './home/secret-rules.ts';
import { trustedRoot } from './home/trusted-root.ts';

const { deps, receiver, vendor, artifacts, settings } = openHome();
/** A killed worker's scan is free again after this long; it renews while it works. */
const leaseMs = 15_000;
const secretRules = await ownSecretRules();
const { advisories, follow } = followAdvisories(deps, artifacts(), settings.advisoryFolder);

export const handler = workOn({
  deps,
  receiver,
  follow,
  settings: {
    leaseMs,
    ...(secretRules && { secretRules }),
    trustedRoot: () => trustedRoot(deps.secrets),
    judging: storedJudging(deps, { waivers: (tenant) => activeWaivers(deps, tenant), vendor, advisories }),
  },
});
