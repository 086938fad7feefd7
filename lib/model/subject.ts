import type { Digest } from './digest.ts';

/** What an image runs on. Source: OCI image-spec, image index, platform. */
export type Platform = { readonly os: string; readonly architecture: string; readonly variant?: string };

/**
 * What is judged. `ref` is how the asker named it (a reference, a file name); `digest` is what was judged:
 * for an image the manifest's digest, for manifests and Dockerfiles the hash of their content.
 */
export type Subject =
  | { readonly kind: 'image'; readonly ref: string; readonly digest: Digest; readonly repository: string; readonly platform: Platform }
  | { readonly kind: 'manifests'; readonly ref: string; readonly digest: Digest }
  | { readonly kind: 'dockerfile'; readonly ref: string; readonly digest: Digest };

export const platformText = ({ os, architecture, variant }: Platform): string => [os, architecture, variant].filter(Boolean).join('/');
