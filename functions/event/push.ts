import * as z from 'zod';
import { digestSchema } from '../../lib/store/subject.ts';

/** Source: Amazon ECR user guide, "Sample events from Amazon ECR": image action. The media types are of later than the guide. */
const imageAction = z.object({
  id: z.string().min(1),
  'detail-type': z.literal('ECR Image Action'),
  source: z.literal('aws.ecr'),
  account: z.string().regex(/^\d{12}$/),
  region: z.string().min(1).max(64),
  detail: z.object({
    result: z.string(),
    'action-type': z.string(),
    'repository-name': z.string().min(1).max(256),
    'image-digest': digestSchema,
    'image-tag': z.string().optional(),
    'artifact-media-type': z.string().optional(),
  }),
});

export type ImagePush = {
  readonly eventId: string;
  readonly account: string;
  readonly region: string;
  readonly repository: string;
  readonly digest: z.infer<typeof digestSchema>;
  readonly tag: string | null;
};

/** `ignored` says why there is nothing to scan. Throws when it is no such event at all. */
export const pushOf = (
  event: unknown,
): { readonly kind: 'push'; readonly push: ImagePush } | { readonly kind: 'ignored'; readonly why: string } => {
  const { id, account, region, detail } = imageAction.parse(event);
  const tag = detail['image-tag'] ?? null;
  if (detail['action-type'] !== 'PUSH') return { kind: 'ignored', why: 'not-a-push' };
  if (detail.result !== 'SUCCESS') return { kind: 'ignored', why: 'not-pushed' };
  if (!isImage(detail['artifact-media-type']) || isAttachment(tag)) return { kind: 'ignored', why: 'not-an-image' };
  return {
    kind: 'push',
    push: { eventId: id, account, region, repository: detail['repository-name'], digest: detail['image-digest'], tag },
  };
};

// The configuration's media type of an image; signatures, SBOMs and charts have others. Older events do not say.
const imageTypes: ReadonlySet<string> = new Set([
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
]);
const isImage = (type: string | undefined): boolean => type === undefined || type === '' || imageTypes.has(type);

// What cosign attaches to an image: `sha256-<hex>.sig`; the tag alone is the OCI fallback for referrers.
const isAttachment = (tag: string | null): boolean => tag !== null && /^sha256-[0-9a-f]{64}(\.(sig|att|sbom))?$/.test(tag);
