import type { JsonObject } from '../../../model/json.ts';
import { imageInfoOf } from '../scalar/image-info.ts';

/** An image as Kyverno's `images` variable tells it: what is not written is filled in, but Docker Hub's `library/`. Undefined for what is no reference. */
export const namedImage = (reference: string, jsonPointer: string): JsonObject | undefined => {
  const info = imageInfoOf(reference);
  if (!info) return undefined;
  const { tag, digest, ...rest } = info;
  return { ...rest, ...(tag !== '' && { tag }), ...(digest !== '' && { digest }), jsonPointer };
};
