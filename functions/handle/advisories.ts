import { openAdvisories } from '../../lib/adapters/advisories/open.ts';
import { findAdvisories, pullAdvisories } from '../../lib/adapters/advisories/registry/pull.ts';
import type { Artifacts } from '../../lib/adapters/registry/distribution/artifacts.ts';
import { planRejudge } from '../../lib/incident/rejudge/plan.ts';
import type { Deps } from '../../lib/ports/deps.ts';
import { type HeldAdvisories, readDeployedAdvisories, writeDeployedAdvisories } from '../../lib/store/advisory-setting.ts';
import { deadlineOf, type LambdaContext } from '../event/context.ts';
import { scheduledRun } from '../event/schedule.ts';

export type AdvisoriesParts = {
  readonly deps: Deps;
  readonly artifacts: Artifacts;
  /** `host/name:tag`; empty: this installation has none. */
  readonly reference: string;
  readonly folder: string;
};

export type AdvisoriesOutcome =
  | { readonly kind: 'none' | 'current' | 'busy' }
  | { readonly kind: 'deployed'; readonly reference: string; readonly images: number; readonly batches: number };

const marginMs = 10_000;

/**
 * Looks at what the tag means now. A newer database becomes that of the installation, by digest, and the images that it speaks of otherwise are queued to be judged
 * again. Killed anywhere, the next run goes on: what is not noted as planned is planned again.
 */
export const deployAdvisories =
  ({ deps, artifacts, reference, folder }: AdvisoriesParts) =>
  async (event: unknown, context: LambdaContext): Promise<AdvisoriesOutcome> => {
    scheduledRun(event);
    if (reference === '') return { kind: 'none' };
    const deadline = deadlineOf(context, marginMs);
    try {
      const before = await readDeployedAdvisories(deps.table);
      const published = await findAdvisories(artifacts, reference, deadline.signal);
      if (before?.deployed.planned && before.deployed.reference === published.reference) return { kind: 'current' };
      const previous = (before?.deployed.planned ? before.deployed.reference : before?.deployed.previous) ?? null;
      // The one before it too: what has changed is what the two say otherwise.
      for (const one of new Set([previous, published.reference]))
        if (one !== null) await pulled({ deps, artifacts, folder }, one, one === published.reference, deadline.signal);
      const next = { reference: published.reference, database: published.digest, builtAt: published.builtAt, planned: false, previous };
      // Workers follow the note, and a batch waits for nobody: first the note.
      const held = await writeDeployedAdvisories(deps.table, before, next);
      if (held === undefined) return { kind: 'busy' };
      return await plan({ deps, folder }, held);
    } finally {
      deadline.clear();
    }
  };

/** The older one may be gone from the registry: then everything counts as changed, which costs and is right. */
const pulled = async (
  { deps, artifacts, folder }: Pick<AdvisoriesParts, 'deps' | 'artifacts' | 'folder'>,
  reference: string,
  isNeeded: boolean,
  signal: AbortSignal,
): Promise<void> => {
  try {
    await pullAdvisories({ artifacts, reference, folder, signal });
  } catch (error) {
    if (isNeeded) throw error;
    deps.log.error('older advisories not fetched', { reference, error: String(error) });
  }
};

const plan = async ({ deps, folder }: Pick<AdvisoriesParts, 'deps' | 'folder'>, held: HeldAdvisories): Promise<AdvisoriesOutcome> => {
  const advisories = openAdvisories(folder);
  try {
    const state = await advisories.refresh();
    if (state.kind === 'refused') throw new Error(`the advisory database is not used: ${state.reason}`);
    const planned = await planRejudge(deps, advisories);
    await writeDeployedAdvisories(deps.table, held, { ...held.deployed, planned: true });
    const { reference, builtAt } = held.deployed;
    const { images = 0, batches = 0 } = planned ?? {};
    deps.log.info('advisories deployed', { reference, builtAt, images, batches });
    return { kind: 'deployed', reference, images, batches };
  } finally {
    advisories.close();
  }
};
