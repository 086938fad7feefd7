import { ECRClient } from '@aws-sdk/client-ecr';
import { reconcileRegistries } from '../../functions/handle/reconciler.ts';
import { ecrListing } from '../../lib/adapters/aws/ecr/listing.ts';
import { sha256 } from '../../lib/model/digest.ts';
import type { Deps } from '../../lib/ports/deps.ts';
import { listScans } from '../../lib/scan/list.ts';
import { isTerminal } from '../../lib/scan/record.ts';
import { type Answer, type Asked, type FakeService, fakeService, ok, refused } from '../adapters/aws/service.ts';
import { newCaller, newWorld, start } from '../scan/world.ts';
import { fixture, inTime } from './fixture.ts';

const opened: FakeService[] = [];
/** What the tests of a file have opened. */
export const closeRegistries = async (): Promise<void> => void (await Promise.all(opened.splice(0).map((one) => one.close())));

const registry = { account: '123456789012', region: 'eu-central-1' };

type Stored = {
  readonly name: string;
  readonly digest?: string;
  readonly pushedAt?: number;
  readonly tags?: string[];
  readonly artifact?: string;
};
export type Repositories = { [name: string]: Stored[] };

/** A registry of ECR that gives two of everything at a time. */
export const answering =
  (repositories: Repositories) =>
  ({ operation, input }: Asked): Answer => {
    const at = Number(input['nextToken'] ?? 0);
    const more = (all: readonly unknown[]) => (at + 2 < all.length ? { nextToken: String(at + 2) } : {});
    if (operation === 'DescribeRepositories') {
      const names = Object.keys(repositories);
      return ok({ repositories: names.slice(at, at + 2).map((repositoryName) => ({ repositoryName })), ...more(names) });
    }
    const tagged = JSON.stringify(input['filter'] ?? {}).includes('"TAGGED"');
    const all = repositories[String(input['repositoryName'])];
    if (all === undefined) return refused('RepositoryNotFoundException');
    const images = all.filter(({ tags = ['1'] }) => !tagged || tags.length > 0);
    return ok({
      imageDetails: images.slice(at, at + 2).map(({ name, digest = sha256(name), pushedAt = start, tags = ['1'], artifact }) => ({
        imageDigest: digest,
        imageTags: tags,
        imagePushedAt: pushedAt / 1000,
        artifactMediaType: artifact,
      })),
      ...more(images),
    });
  };

type Options = { readonly repositories?: string[]; readonly perMinute?: number; readonly untagged?: 'ignore' | 'scan' };

export const openReconciler = async (
  answer: (asked: Asked) => Answer,
  { repositories = ['**'], perMinute = 1_000, untagged = 'ignore' }: Options = {},
) => {
  const world = await newWorld();
  const caller = newCaller();
  const service = await fakeService(answer);
  opened.push(service);
  const clients = async (region: string) => new ECRClient({ ...service.settings, region, maxAttempts: 1 });
  const runWith = (replaced: Partial<Deps>) =>
    reconcileRegistries({
      deps: { ...world.deps, ...replaced },
      tenant: caller.tenant,
      pushes: { repositories, untagged, perMinute },
      ecrHosts: { 'registry.test': registry },
      registries: [registry],
      listing: (one) => ecrListing(clients, one, untagged === 'scan'),
    });
  const tick = async (context = inTime, replaced: Partial<Deps> = {}) => (await runWith(replaced)(fixture('schedule'), context))[0];
  /** One page a run, as if the time were always up. */
  const tickOnce = () => {
    const times = [300_000, 0];
    return tick({ getRemainingTimeInMillis: () => times.shift() ?? 0 });
  };
  const scanned = async () =>
    (await listScans(world.deps, caller, { limit: 100 })).items.flatMap(({ images }) => images.map(({ reference }) => reference)).sort();
  const running = async () =>
    (await listScans(world.deps, caller, { limit: 100 })).items
      .filter(({ state }) => !isTerminal(state))
      .map(({ id, state }) => ({ id, state }));
  return { world, caller, service, tick, tickOnce, scanned, running };
};

export const referenceOf = (repository: string, name: string): string => `registry.test/${repository}@${sha256(name)}`;
export const three: Repositories = {
  'shop/api': [{ name: 'a' }, { name: 'b' }, { name: 'c' }],
  'shop/web': [{ name: 'd' }],
  tools: [{ name: 'e' }],
};
