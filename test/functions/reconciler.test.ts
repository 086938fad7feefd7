import { ECRClient } from '@aws-sdk/client-ecr';
import { afterEach, describe, expect, it } from 'vitest';
import { reconcileRegistries } from '../../functions/handle/reconciler.ts';
import { ecrListing } from '../../lib/adapters/aws/ecr/listing.ts';
import { sha256 } from '../../lib/model/digest.ts';
import { listScans } from '../../lib/scan/list.ts';
import { startScan } from '../../lib/scan/start.ts';
import { type Answer, type Asked, type FakeService, fakeService, ok, refused } from '../adapters/aws/service.ts';
import { smallImage } from '../scan/small-image.ts';
import { newCaller, newWorld, start } from '../scan/world.ts';
import { fixture, inTime } from './fixture.ts';

const opened: FakeService[] = [];
afterEach(async () => void (await Promise.all(opened.splice(0).map((one) => one.close()))));

const registry = { account: '123456789012', region: 'eu-central-1' };
const day = 86_400_000;

type Stored = {
  readonly name: string;
  readonly digest?: string;
  readonly pushedAt?: number;
  readonly tags?: string[];
  readonly artifact?: string;
};
type Repositories = { [name: string]: Stored[] };

/** A registry of ECR that gives two of everything at a time. */
const answering =
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

const open = async (answer: (asked: Asked) => Answer, { repositories = ['**'], perMinute = 1_000, untagged = 'ignore' }: Options = {}) => {
  const world = await newWorld();
  const caller = newCaller();
  const service = await fakeService(answer);
  opened.push(service);
  const clients = async (region: string) => new ECRClient({ ...service.settings, region, maxAttempts: 1 });
  const run = reconcileRegistries({
    deps: world.deps,
    tenant: caller.tenant,
    pushes: { repositories, untagged, perMinute },
    ecrHosts: { 'registry.test': registry },
    registries: [registry],
    listing: (one) => ecrListing(clients, one, untagged === 'scan'),
  });
  const tick = async (context = inTime) => (await run(fixture('schedule'), context))[0];
  /** One page a run, as if the time were always up. */
  const tickOnce = () => {
    const times = [300_000, 0];
    return tick({ getRemainingTimeInMillis: () => times.shift() ?? 0 });
  };
  const scanned = async () =>
    (await listScans(world.deps, caller, { limit: 100 })).items.flatMap(({ images }) => images.map(({ reference }) => reference)).sort();
  return { world, caller, service, tick, tickOnce, scanned };
};

const referenceOf = (repository: string, name: string): string => `registry.test/${repository}@${sha256(name)}`;
const three: Repositories = {
  'shop/api': [{ name: 'a' }, { name: 'b' }, { name: 'c' }],
  'shop/web': [{ name: 'd' }],
  tools: [{ name: 'e' }],
};

describe('the reconciler', () => {
  it('finds every image that no event has told of, page by page', async () => {
    const { tick, scanned } = await open(answering(three));
    expect(await tick()).toEqual({ kind: 'ended', listed: 5, started: 5 });
    expect(await scanned()).toEqual(
      [
        ['shop/api', 'a'],
        ['shop/api', 'b'],
        ['shop/api', 'c'],
        ['shop/web', 'd'],
        ['tools', 'e'],
      ]
        .map(([repository = '', name = '']) => referenceOf(repository, name))
        .sort(),
    );
  });

  it('rests for an hour, and then looks at what was pushed since alone', async () => {
    const images = { ...three };
    const { world, service, tick, scanned } = await open(answering(images));
    await tick();
    const asked = service.asked.length;
    world.advance(59 * 60_000);
    expect(await tick()).toEqual({ kind: 'resting', listed: 0, started: 0 });
    expect(service.asked).toHaveLength(asked);
    images['tools'] = [{ name: 'e' }, { name: 'old', pushedAt: start - 2 * 3_600_000 }, { name: 'new', pushedAt: start + 3_600_000 }];
    world.advance(60_000);
    expect(await tick()).toEqual({ kind: 'ended', listed: 7, started: 1 });
    expect(await scanned()).toContain(referenceOf('tools', 'new'));
    expect(await scanned()).not.toContain(referenceOf('tools', 'old'));
  });

  it('goes on where it was, from another process too', async () => {
    const { tickOnce, scanned, service } = await open(answering(three));
    const outcomes = [];
    for (let n = 0; n < 10; n += 1) {
      const outcome = await tickOnce();
      outcomes.push(outcome);
      if (outcome?.kind === 'ended') break;
    }
    expect(outcomes).toEqual([
      { kind: 'paused', listed: 2, started: 2 },
      { kind: 'paused', listed: 1, started: 1 },
      { kind: 'paused', listed: 1, started: 1 },
      { kind: 'ended', listed: 1, started: 1 },
    ]);
    expect(await scanned()).toHaveLength(5);
    expect(service.asked.filter(({ operation }) => operation === 'DescribeImages')).toHaveLength(4);
  });

  it('leaves out what is no image, and repositories that are not wanted', async () => {
    const { tick, scanned } = await open(
      answering({
        'shop/api': [
          { name: 'a' },
          { name: 'signature', tags: [`sha256-${'0'.repeat(64)}.sig`] },
          { name: 'chart', artifact: 'application/vnd.cncf.helm.config.v1+json' },
          { name: 'part', tags: [] },
          { name: 'ancient', pushedAt: start - 30 * day },
        ],
        other: [{ name: 'x' }],
      }),
      { repositories: ['shop/*'] },
    );
    expect(await tick()).toMatchObject({ started: 1 });
    expect(await scanned()).toEqual([referenceOf('shop/api', 'a')]);
  });

  it('leaves out what somebody else has had judged', async () => {
    const { digest } = smallImage().image;
    const { world, caller, tick } = await open(answering({ app: [{ name: 'judged', digest }] }));
    await startScan(world.deps, caller, { image: 'registry.test/app:1' });
    await world.drain();
    expect(await tick()).toEqual({ kind: 'ended', listed: 1, started: 0 });
  });

  it('takes images without a tag when they are asked for', async () => {
    const { tick } = await open(answering({ app: [{ name: 'part', tags: [] }] }), { untagged: 'scan' });
    expect(await tick()).toMatchObject({ started: 1 });
  });

  it('does not go past what a repository may start, and comes back to it', async () => {
    const { world, tick, scanned } = await open(answering({ app: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] }), { perMinute: 1 });
    expect(await tick()).toEqual({ kind: 'paused', listed: 0, started: 1 });
    expect(await tick()).toEqual({ kind: 'paused', listed: 0, started: 0 });
    world.advance(60_000);
    expect(await tick()).toMatchObject({ started: 1 });
    world.advance(60_000);
    expect(await tick()).toEqual({ kind: 'ended', listed: 1, started: 1 });
    expect(await scanned()).toHaveLength(3);
  });

  it('begins anew with a cursor that is not taken any more, and starts nothing twice', async () => {
    let isStrict = false;
    const usual = answering(three);
    const { tickOnce, tick, scanned } = await open((asked) =>
      isStrict && asked.input['nextToken'] !== undefined ? refused('InvalidParameterException') : usual(asked),
    );
    await tickOnce();
    isStrict = true;
    expect(await tickOnce()).toMatchObject({ started: 0 });
    isStrict = false;
    expect(await tick()).toMatchObject({ kind: 'ended', started: 3 });
    expect(await scanned()).toHaveLength(5);
  });

  it('goes on after a repository that was deleted meanwhile', async () => {
    const images = { ...three };
    const { tickOnce, tick } = await open(answering(images));
    await tickOnce();
    delete images['shop/api'];
    expect(await tick()).toMatchObject({ kind: 'ended' });
  });

  it.each([['AccessDeniedException'], ['ThrottlingException']])('says that it failed and keeps its place: %s', async (type) => {
    let isAway = true;
    const { tick, world } = await open((asked) => (isAway ? refused(type) : answering(three)(asked)));
    expect(await tick()).toEqual({ kind: 'failed' });
    expect(JSON.stringify(world.logged)).toContain('registry not reconciled');
    isAway = false;
    expect(await tick()).toMatchObject({ kind: 'ended', started: 5 });
  });

  it('of two at once one goes on', async () => {
    const { tick, scanned } = await open(answering(three));
    await Promise.all([tick(), tick(), tick()]);
    await tick();
    expect(new Set(await scanned()).size).toBe((await scanned()).length);
  });
});
