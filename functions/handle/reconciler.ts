import type { EcrRegistry } from '../../lib/adapters/aws/ecr/registry-host.ts';
import { hostOfRegistry } from '../../lib/adapters/aws/ecr/registry-host.ts';
import type { Caller } from '../../lib/model/actor.ts';
import { compileGlob } from '../../lib/model/glob.ts';
import type { Deps } from '../../lib/ports/deps.ts';
import type { RegistryListing } from '../../lib/ports/registry-listing.ts';
import { automaticScan } from '../../lib/scan/automatic.ts';
import { type ReconcileOutcome, reconcile } from '../../lib/scan/reconcile.ts';
import type { LambdaContext } from '../event/context.ts';
import { isAttachmentTag, isImageType } from '../event/registry.ts';
import { scheduledRun } from '../event/schedule.ts';
import type { Settings } from '../home/settings.ts';

export type ReconcilerParts = {
  readonly deps: Deps;
  readonly tenant: string;
  readonly pushes: Settings['pushes'];
  readonly ecrHosts: { readonly [host: string]: EcrRegistry };
  readonly registries: readonly EcrRegistry[];
  listing(registry: EcrRegistry): RegistryListing;
};

/** A page of a thousand images that are all new takes about this long. */
const marginMs = 20_000;

/** Goes through each registry for as long as there is time; one that refuses does not keep the others from their turn. */
export const reconcileRegistries = ({ deps, tenant, pushes, ecrHosts, registries, listing }: ReconcilerParts) => {
  const wanted = pushes.repositories.map(compileGlob);
  const scan = automaticScan(deps, pushes.perMinute);
  return async (event: unknown, context: LambdaContext): Promise<readonly (ReconcileOutcome | { readonly kind: 'failed' })[]> => {
    const { id } = scheduledRun(event);
    const caller: Caller = { tenant, actor: { kind: 'system', job: 'reconciler' }, scopes: ['scan:write'], requestId: id };
    const outcomes: (ReconcileOutcome | { readonly kind: 'failed' })[] = [];
    for (const registry of registries) {
      const name = `${registry.account}#${registry.region}`;
      try {
        const outcome = await reconcile(deps, {
          name,
          host: hostOfRegistry(registry, ecrHosts),
          listing: listing(registry),
          scan,
          caller,
          isWanted: (repository) => wanted.some((glob) => glob.matches(repository)),
          isImage: ({ tags, artifactType }) =>
            isImageType(artifactType ?? undefined) &&
            (tags.length === 0 ? pushes.untagged === 'scan' : tags.some((tag) => !isAttachmentTag(tag))),
          mayGoOn: () => context.getRemainingTimeInMillis() > marginMs,
        });
        if (outcome.kind !== 'resting') deps.log.info('registry reconciled', { registry: name, ...outcome });
        outcomes.push(outcome);
      } catch (error) {
        deps.log.error('registry not reconciled', { registry: name, error: String(error) });
        outcomes.push({ kind: 'failed' });
      }
    }
    return outcomes;
  };
};
