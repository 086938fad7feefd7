import { type AdvisoryFolder, openAdvisories } from '../../lib/adapters/advisories/open.ts';
import { pullAdvisories } from '../../lib/adapters/advisories/registry/pull.ts';
import type { Artifacts } from '../../lib/adapters/registry/distribution/artifacts.ts';
import type { Digest } from '../../lib/model/digest.ts';
import { isRecent } from '../../lib/model/recent.ts';
import type { Deps } from '../../lib/ports/deps.ts';
import { readDeployedAdvisories } from '../../lib/store/advisory-setting.ts';

/**
 * The database of the installation in this process. `follow` fetches a newer one: at once when `wanted` is another than the one in use, else when it is time to look.
 * Cut off by the signal, it keeps what it has of the download, and the next call goes on.
 */
export type FollowedAdvisories = {
  readonly advisories: AdvisoryFolder;
  follow(wanted?: Digest | null, signal?: AbortSignal): Promise<void>;
};

const lookEveryMs = 5 * 60_000;

/** A database that cannot be fetched is said in the log; the former one stays in use, and without one every image says that it was not matched. */
export const followAdvisories = (deps: Pick<Deps, 'table' | 'clock' | 'log'>, artifacts: Artifacts, folder: string): FollowedAdvisories => {
  const advisories = openAdvisories(folder);
  let lookedAt = Number.NEGATIVE_INFINITY;
  let following: Promise<void> | undefined;
  const fetchNewest = async (signal: AbortSignal | undefined): Promise<void> => {
    try {
      const held = await readDeployedAdvisories(deps.table);
      if (held === undefined || held.deployed.database === advisories.database()?.digest) return;
      const asked = { artifacts, reference: held.deployed.reference, folder, ...(signal && { signal }) };
      const { reference, database } = await pullAdvisories(asked);
      const state = await advisories.refresh();
      deps.log.info('advisories fetched', { reference, database, state: state.kind });
    } catch (error) {
      if (signal?.aborted) lookedAt = Number.NEGATIVE_INFINITY;
      deps.log.error('advisories not fetched', { error: String(error) });
    }
  };
  return {
    advisories,
    follow: (wanted, signal) => {
      const isWanted = wanted !== undefined && wanted !== null && wanted !== advisories.database()?.digest;
      if (following) return following;
      if (!isWanted && isRecent(lookedAt, lookEveryMs, deps.clock.now())) return Promise.resolve();
      lookedAt = deps.clock.now();
      following = fetchNewest(signal).finally(() => {
        following = undefined;
      });
      return following;
    },
  };
};
