import type { EcrRegistry } from '../../lib/adapters/aws/ecr/registry-host.ts';
import { hostOfRegistry } from '../../lib/adapters/aws/ecr/registry-host.ts';
import { queueRegistryRejudge } from '../../lib/incident/rejudge/registry.ts';
import type { Caller } from '../../lib/model/actor.ts';
import type { Digest } from '../../lib/model/digest.ts';
import { compileGlob } from '../../lib/model/glob.ts';
import type { Deps } from '../../lib/ports/deps.ts';
import { automaticScan } from '../../lib/scan/automatic.ts';
import { type RegistryEvent, type RegistryImage, registryEventOf } from '../event/registry.ts';
import type { Settings } from '../home/settings.ts';

export type PushParts = {
  readonly deps: Deps;
  readonly tenant: string;
  readonly pushes: Settings['pushes'];
  readonly ecrHosts: { readonly [host: string]: EcrRegistry };
};

export type EventOutcome =
  | { readonly kind: 'started' | 'known'; readonly scanId: string }
  | { readonly kind: 'deferred' }
  | { readonly kind: 'rejudged' | 'collected'; readonly digest: Digest }
  | { readonly kind: 'ignored'; readonly why: string };

/**
 * An image that is new in a repository is scanned once for each digest, on every platform; one of which the registry's scanner tells has its
 * verdicts judged again. A push without a tag is ignored unless asked for: an index is pushed after its images, which have none, and its scan covers them.
 */
export const onRegistryEvent = ({ deps, tenant, pushes, ecrHosts }: PushParts): ((event: unknown) => Promise<EventOutcome>) => {
  const wanted = pushes.repositories.map(compileGlob);
  const scan = automaticScan(deps, pushes.perMinute);
  const isWanted = ({ repository }: RegistryImage): boolean => wanted.some((glob) => glob.matches(repository));
  const act = async (event: RegistryEvent): Promise<EventOutcome> => {
    if (event.kind === 'ignored') return event;
    if (!isWanted(event.image)) return { kind: 'ignored', why: 'repository' };
    const { digest } = event.image;
    if (event.kind === 'scanned') {
      const isFirst = await queueRegistryRejudge(deps, tenant, digest, event.by);
      return { kind: isFirst ? 'rejudged' : 'collected', digest };
    }
    if (event.tag === null && pushes.untagged === 'ignore') return { kind: 'ignored', why: 'untagged' };
    const repository = `${hostOfRegistry(event.image, ecrHosts)}/${event.image.repository}`;
    const caller: Caller = { tenant, actor: { kind: 'system', job: 'ecr-events' }, scopes: ['scan:write'], requestId: event.id };
    return scan(caller, { repository, reference: `${repository}@${digest}` });
  };
  return async (event) => {
    const read = registryEventOf(event);
    const outcome = await act(read);
    const { repository, digest } = read.kind === 'ignored' ? {} : read.image;
    deps.log.info('registry event taken', { event: read.kind, repository, digest, ...outcome });
    return outcome;
  };
};
