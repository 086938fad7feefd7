import * as z from 'zod';
import type { Digest } from '../../lib/model/digest.ts';
import { digestSchema } from '../../lib/store/subject.ts';

const account = z.string().regex(/^\d{12}$/);
const region = z.string().min(1).max(64);
const repository = z.string().min(1).max(256);

const envelope = z.object({ id: z.string().min(1).max(256), account, region, 'detail-type': z.string().max(128) });

/** Source: Amazon ECR user guide, "Sample events from Amazon ECR"; the media types are of later than its first samples. */
const imageAction = z.object({
  source: z.literal('aws.ecr'),
  detail: z.object({
    result: z.string(),
    'action-type': z.string(),
    'repository-name': repository,
    'image-digest': digestSchema,
    'image-tag': z.string().optional(),
    'artifact-media-type': z.string().optional(),
  }),
});

/** Source: the same, pull through cache action. A failed one has no digest. */
const pullThrough = z.object({
  source: z.literal('aws.ecr'),
  detail: z.object({
    'sync-status': z.string(),
    'repository-name': repository,
    'image-digest': digestSchema.optional(),
    'image-tag': z.string().optional(),
  }),
});

/** Source: the same, completed image scan. Severities without a finding, and at times all counts, are not there: nothing is read of them. */
const basicScan = z.object({
  source: z.literal('aws.ecr'),
  detail: z.object({ 'scan-status': z.string(), 'repository-name': repository, 'image-digest': digestSchema }),
});

const repositoryArn = /^arn:aws[a-z-]*:ecr:([a-z0-9-]{1,64}):(\d{12}):repository\/(.{1,256}?)(?:\/(sha256:[0-9a-f]{64}))?$/;

/** Source: Amazon Inspector user guide, event schema, initial scan. The "name" of the repository is its ARN. */
const enhancedScan = z.object({
  source: z.literal('aws.inspector2'),
  detail: z.object({ 'scan-status': z.string(), 'repository-name': z.string().regex(repositoryArn), 'image-digest': digestSchema }),
});

/** Source: the same, finding. It may be about a machine or a function as well. */
const finding = z.object({
  source: z.literal('aws.inspector2'),
  detail: z.object({ resources: z.array(z.object({ type: z.string(), id: z.string().max(1024) })).max(100) }),
});

export type RegistryImage = {
  readonly account: string;
  readonly region: string;
  readonly repository: string;
  readonly digest: Digest;
};

/**
 * `pushed`: an image is new in a repository, by a push, a replication or a pull through a cache. `scanned`: the registry's scanner has something
 * to say; `finding` when it is one of many events about one image. `ignored` says why there is nothing to do.
 */
export type RegistryEvent =
  | { readonly kind: 'pushed'; readonly id: string; readonly image: RegistryImage; readonly tag: string | null }
  | { readonly kind: 'scanned'; readonly id: string; readonly image: RegistryImage; readonly by: 'scan' | 'finding' }
  | { readonly kind: 'ignored'; readonly why: string };

type Envelope = z.infer<typeof envelope>;
const ignored = (why: string): RegistryEvent => ({ kind: 'ignored', why });

/** Throws what zod throws when it is no such event at all. */
export const registryEventOf = (event: unknown): RegistryEvent => {
  const head = envelope.parse(event);
  const read = readers.get(head['detail-type']);
  return read ? read(head, event) : ignored('another-event');
};

const readers: ReadonlyMap<string, (head: Envelope, event: unknown) => RegistryEvent> = new Map([
  ['ECR Image Action', (head, event) => actionOf(head, event, 'PUSH')],
  ['ECR Replication Action', (head, event) => actionOf(head, event, 'REPLICATE')],
  ['ECR Pull Through Cache Action', (head, event) => pullOf(head, event)],
  ['ECR Image Scan', (head, event) => basicOf(head, event)],
  ['Inspector2 Scan', (head, event) => enhancedOf(head, event)],
  ['Inspector2 Finding', (head, event) => findingOf(head, event)],
]);

const actionOf = (head: Envelope, event: unknown, wanted: string): RegistryEvent => {
  const { detail } = imageAction.parse(event);
  if (detail['action-type'] === 'DELETE') return ignored('deleted');
  if (detail['action-type'] !== wanted) return ignored('not-a-push');
  if (detail.result !== 'SUCCESS') return ignored('not-pushed');
  return pushed(head, detail['repository-name'], detail['image-digest'], detail['image-tag'], detail['artifact-media-type']);
};

const pullOf = (head: Envelope, event: unknown): RegistryEvent => {
  const { detail } = pullThrough.parse(event);
  const digest = detail['image-digest'];
  if (detail['sync-status'] !== 'SUCCESS' || digest === undefined) return ignored('not-pulled');
  return pushed(head, detail['repository-name'], digest, detail['image-tag']);
};

const pushed = (head: Envelope, name: string, digest: Digest, imageTag?: string, mediaType?: string): RegistryEvent => {
  const tag = imageTag ? imageTag : null;
  if (!isImageType(mediaType) || isAttachmentTag(tag)) return ignored('not-an-image');
  return { kind: 'pushed', id: head.id, tag, image: { account: head.account, region: head.region, repository: name, digest } };
};

const basicOf = ({ id, account, region }: Envelope, event: unknown): RegistryEvent => {
  const { detail } = basicScan.parse(event);
  return {
    kind: 'scanned',
    id,
    by: 'scan',
    image: { account, region, repository: detail['repository-name'], digest: detail['image-digest'] },
  };
};

const enhancedOf = ({ id }: Envelope, event: unknown): RegistryEvent => {
  const { detail } = enhancedScan.parse(event);
  const image = imageOf(`${detail['repository-name']}/${detail['image-digest']}`);
  return image ? { kind: 'scanned', id, by: 'scan', image } : ignored('not-an-image');
};

const findingOf = ({ id }: Envelope, event: unknown): RegistryEvent => {
  const [image] = finding
    .parse(event)
    .detail.resources.flatMap((resource) => (resource.type === 'AWS_ECR_CONTAINER_IMAGE' ? [imageOf(resource.id)] : []));
  return image ? { kind: 'scanned', id, by: 'finding', image } : ignored('not-an-image');
};

const imageOf = (arn: string): RegistryImage | undefined => {
  const [, ofRegion, ofAccount, name, digest] = repositoryArn.exec(arn) ?? [];
  const checked = digestSchema.safeParse(digest);
  return ofRegion && ofAccount && name && checked.success
    ? { account: ofAccount, region: ofRegion, repository: name, digest: checked.data }
    : undefined;
};

// The configuration's media type of an image; signatures, SBOMs and charts have others. Older events do not say, and an index has no configuration.
const imageTypes: ReadonlySet<string> = new Set([
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
]);
export const isImageType = (type: string | undefined): boolean => type === undefined || type === '' || imageTypes.has(type);

/** What cosign attaches to an image: `sha256-<hex>.sig`; the tag alone is the OCI fallback for referrers. */
export const isAttachmentTag = (tag: string | null): boolean => tag !== null && /^sha256-[0-9a-f]{64}(\.(sig|att|sbom))?$/.test(tag);
