import type { Digest } from '../model/digest.ts';
import type { VendorReport } from '../model/vendor.ts';

/** An image in a registry that scans by itself. `registry` is its host. */
export type VendorImage = { readonly registry: string; readonly repository: string; readonly digest: Digest };

/** `refused`: the scanner, or the administrator, does not want one now; `status` is the vendor's word. */
export type VendorStart = { readonly kind: 'started' } | { readonly kind: 'refused'; readonly status: string; readonly reason: string };

/** What a registry's own scanner found. All throw AppError `unavailable`, `registry-unauthorized`, `image-not-found`. */
export type VendorFindings = {
  /** Whether the registry is one that scans. */
  knows(registry: string): boolean;
  find(image: VendorImage): Promise<VendorReport>;
  /** Asks for a scan. Safe to repeat. */
  start(image: VendorImage): Promise<VendorStart>;
};
