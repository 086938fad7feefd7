import { openedAdvisories } from '../lib/cli/advisory-folder.ts';
import { storedJudging } from '../lib/scan/judging.ts';
import { activeWaivers } from '../lib/waiver/list.ts';
import { workOn } from './handle/worker.ts';
import { openHome } from './home/open.ts';

const { deps, receiver, vendor } = openHome();
/** A killed worker's scan is free again after this long; it renews while it works. */
const leaseMs = 15_000;
const folder = process.env['PLIMSOLL_ADVISORIES'];
const advisories = folder ? await openedAdvisories(folder) : undefined;

export const handler = workOn({
  deps,
  receiver,
  settings: {
    leaseMs,
    judging: storedJudging(deps, { waivers: (tenant) => activeWaivers(deps, tenant), vendor, ...(advisories && { advisories }) }),
  },
});
