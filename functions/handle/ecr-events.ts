import type { EcrRegistry } from '../../lib/adapters/aws/ecr/registry-host.ts';
import type { Caller } from '../../lib/model/actor.ts';
import { compileGlob } from '../../lib/model/glob.ts';
import type { Deps } from '../../lib/ports/deps.ts';
import { startScanOnce } from '../../lib/scan/once.ts';
import { type ImagePush, pushOf } from '../event/push.ts';
import type { Settings } from '../home/settings.ts';

export type PushParts = {
  readonly deps: Deps;
  readonly tenant: string;
  readonly pushes: Settings['pushes'];
  readonly ecrHosts: { readonly [host: string]: EcrRegistry };
};

export type PushOutcome =
  | { readonly kind: 'started' | 'known'; readonly scanId: string }
  | { readonly kind: 'ignored'; readonly why: string };

/**
 * An image that was pushed is scanned once for each digest, on every platform. A push without a tag is ignored unless asked for: an index is
 * pushed after its images, which have none, and its scan covers them.
 */
export const scanPushed = ({ deps, tenant, pushes, ecrHosts }: PushParts): ((event: unknown) => Promise<PushOutcome>) => {
  const wanted = pushes.repositories.map(compileGlob);
  const whyNot = ({ repository, tag }: ImagePush): string | undefined => {
    if (!wanted.some((glob) => glob.matches(repository))) return 'repository';
    return tag === null && pushes.untagged === 'ignore' ? 'untagged' : undefined;
  };
  const ignore = (why: string): PushOutcome => {
    deps.log.info('push ignored', { why });
    return { kind: 'ignored', why };
  };
  return async (event) => {
    const read = pushOf(event);
    if (read.kind === 'ignored') return ignore(read.why);
    const why = whyNot(read.push);
    if (why !== undefined) return ignore(why);
    const reference = referenceOf(read.push, ecrHosts);
    const caller: Caller = { tenant, actor: { kind: 'system', job: 'ecr-events' }, scopes: ['scan:write'], requestId: read.push.eventId };
    const outcome = await startScanOnce(deps, caller, reference, { image: { reference, platform: 'all' } });
    deps.log.info('push scanned', { reference, ...outcome });
    return outcome;
  };
};

const referenceOf = ({ account, region, repository, digest }: ImagePush, hosts: { readonly [host: string]: EcrRegistry }): string => {
  const other = Object.entries(hosts).find(([, registry]) => registry.account === account && registry.region === region);
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `${other?.[0] ?? `${account}.dkr.ecr.${region}.${suffix}`}/${repository}@${digest}`;
};
