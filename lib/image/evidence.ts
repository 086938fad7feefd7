import type { ImageEvidence } from '../model/evidence.ts';
import type { ImageContent } from '../model/image.ts';
import type { ResolvedImage } from '../ports/image-source.ts';
import { inspector } from './inspect.ts';

/** What was seen of one platform of an image, under the digest it was resolved to. `observedAt` is RFC 3339. */
export const imageEvidence = (image: ResolvedImage, content: ImageContent, observedAt: string): ImageEvidence => ({
  kind: 'image',
  subject: { kind: 'image', ref: image.reference, digest: image.digest, repository: image.repository, platform: image.platform },
  inspector,
  observedAt,
  content,
});
