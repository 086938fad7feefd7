import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { registryEventOf } from '../../functions/event/registry.ts';
import { changed, fixture } from './fixture.ts';

const digest = 'sha256:7f5b2640fe6fb4f46592dfd3410c4a79dac4f89e4782432e0378abcd12345678';
const push = fixture('ecr-image-action');
const ofPush = (name: string, value?: string) => changed(push, ['detail', name], value);

describe('an image that is new in a repository', () => {
  const image = (account: string, region: string, repository: string) => ({ account, region, repository, digest });
  it.each([
    ['a push', push, image('123456789012', 'us-west-2', 'my-repository-name'), 'latest'],
    ['a push without a tag', ofPush('image-tag'), image('123456789012', 'us-west-2', 'my-repository-name'), null],
    ['a push with a member that nobody knows', ofPush('new', 'x'), image('123456789012', 'us-west-2', 'my-repository-name'), 'latest'],
    [
      'a push of the type of an image',
      ofPush('artifact-media-type', 'application/vnd.oci.image.config.v1+json'),
      image('123456789012', 'us-west-2', 'my-repository-name'),
      'latest',
    ],
    ['a replication', fixture('ecr-replication'), image('123456789012', 'us-east-1', 'docker-hub/alpine'), '3.17.2'],
    ['a pull through a cache', fixture('ecr-pull-through'), image('123456789012', 'us-east-1', 'docker-hub/alpine'), '3.17.2'],
  ])('by %s', (_title, event, expected, tag) => {
    expect(registryEventOf(event)).toMatchObject({ kind: 'pushed', image: expected, tag });
  });
});

describe('what the registry’s scanner tells', () => {
  it.each([
    ['ecr-image-scan', 'scan', { region: 'us-east-1', repository: 'my-repo' }],
    ['inspector2-scan', 'scan', { region: 'us-east-2', repository: 'amazon/amazon-ecs-sample' }],
    ['inspector2-finding', 'finding', { region: 'us-east-2', repository: 'amazon/amazon-ecs-sample' }],
  ])('%s', (name, by, image) => {
    expect(registryEventOf(fixture(name))).toMatchObject({ kind: 'scanned', by, image: { ...image, account: '123456789012', digest } });
  });

  it('without counts, which ECR leaves out at times', () => {
    expect(registryEventOf(changed(fixture('ecr-image-scan'), ['detail', 'finding-severity-counts']))).toMatchObject({ kind: 'scanned' });
  });
});

it.each([
  ['what was deleted', ofPush('action-type', 'DELETE'), 'deleted'],
  ['another action', ofPush('action-type', 'UPDATE_STORAGE_CLASS'), 'not-a-push'],
  ['a push that failed', ofPush('result', 'FAILURE'), 'not-pushed'],
  ['a replication that failed', changed(fixture('ecr-replication'), ['detail', 'result'], 'FAILED'), 'not-pushed'],
  ['a cache that could not be filled', changed(fixture('ecr-pull-through'), ['detail', 'sync-status'], 'FAILED'), 'not-pulled'],
  ['a cache without a digest', changed(fixture('ecr-pull-through'), ['detail', 'image-digest']), 'not-pulled'],
  ['a signature by its type', ofPush('artifact-media-type', 'application/vnd.dev.cosign.artifact.sig.v1+json'), 'not-an-image'],
  ['a signature by its tag', ofPush('image-tag', `sha256-${'0'.repeat(64)}.sig`), 'not-an-image'],
  ['the tag for referrers', ofPush('image-tag', `sha256-${'0'.repeat(64)}`), 'not-an-image'],
  [
    'a finding in a machine',
    changed(fixture('inspector2-finding'), ['detail', 'resources'], [{ type: 'AWS_EC2_INSTANCE', id: 'i-1' }]),
    'not-an-image',
  ],
  ['an event of another kind', changed(push, ['detail-type'], 'ECR Referrer Action'), 'another-event'],
  ['an event named like a member of every object', changed(push, ['detail-type'], 'constructor'), 'another-event'],
])('%s is ignored', (_title, event, why) => {
  expect(registryEventOf(event)).toEqual({ kind: 'ignored', why });
});

it.each([
  ['a push of another source', changed(push, ['source'], 'mine')],
  ['a push without a digest', ofPush('image-digest')],
  ['a push with half a digest', ofPush('image-digest', 'sha256:7f5b')],
  ['a push with a line after its digest', ofPush('image-digest', `sha256:${'0'.repeat(64)}\n`)],
  ['a push without a repository', ofPush('repository-name')],
  ['a push with a repository of a megabyte', ofPush('repository-name', 'x'.repeat(1_000_000))],
  ['a push of an account that is none', changed(push, ['account'], '12345.evil.example')],
  ['a push of a region that is a number', changed(push, ['region'], 7)],
  ['a push without detail', changed(push, ['detail'])],
  ['a replication of another source', changed(fixture('ecr-replication'), ['source'], 'mine')],
  ['a scan without a digest', changed(fixture('ecr-image-scan'), ['detail', 'image-digest'])],
  ['an enhanced scan of a repository by its name', changed(fixture('inspector2-scan'), ['detail', 'repository-name'], 'amazon-ecs-sample')],
  [
    'an enhanced scan of a megabyte',
    changed(fixture('inspector2-scan'), ['detail', 'repository-name'], `arn:aws:ecr:x:123456789012:repository/${'/'.repeat(1_000_000)}`),
  ],
  ['a finding without resources', changed(fixture('inspector2-finding'), ['detail', 'resources'])],
  ['nothing', null],
])('%s is refused', (_title, event) => {
  expect(() => registryEventOf(event)).toThrow(z.ZodError);
});

it('no event makes it throw anything else', () => {
  const types = fc.constantFrom(
    'ECR Image Action',
    'ECR Replication Action',
    'ECR Pull Through Cache Action',
    'ECR Image Scan',
    'Inspector2 Scan',
    'Inspector2 Finding',
    'other',
  );
  fc.assert(
    fc.property(types, fc.jsonValue(), fc.constantFrom('aws.ecr', 'aws.inspector2', 'x'), (type, detail, source) => {
      try {
        registryEventOf({ id: '1', account: '123456789012', region: 'eu-west-1', source, 'detail-type': type, detail });
      } catch (error) {
        expect(error).toBeInstanceOf(z.ZodError);
      }
    }),
  );
});
