import type { Digest } from '../model/digest.ts';
import type { JsonObject } from '../model/json.ts';

/** An image as a registry lists it. `pushedAt` RFC 3339, null when it does not say; `mediaType` is that of the manifest, `artifactType` that of its configuration. */
export type ListedImage = {
  readonly repository: string;
  readonly digest: Digest;
  readonly tags: readonly string[];
  readonly pushedAt: string | null;
  readonly mediaType: string | null;
  readonly artifactType: string | null;
};

/** `next` null: there is nothing after it. It is JSON, so that a later run can go on. */
export type ListingPage = { readonly images: readonly ListedImage[]; readonly next: JsonObject | null };

/**
 * Every image of a registry, a page at a time and in no order. `wanted` says of which repositories. Throws AppError `unavailable`,
 * `registry-unauthorized`, and `invalid-cursor` for a cursor that is not valid any more: begin anew then.
 */
export type RegistryListing = {
  page(after: JsonObject | null, wanted: (repository: string) => boolean): Promise<ListingPage>;
};
