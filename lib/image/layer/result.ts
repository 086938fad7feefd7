import type { Digest } from '../../model/digest.ts';
import type { Incomplete } from '../../model/image.ts';
import type { Find } from './find.ts';

/**
 * What one layer says by itself, as plain JSON: it depends on the blob and on the inspector's version alone, so images that share
 * the layer share it. `listing` holds every member (see `tree/listing.ts`).
 */
export type LayerResult = {
  readonly digest: Digest;
  readonly unpackedSize: number;
  readonly entries: number;
  readonly listing: string;
  readonly finds: readonly Find[];
  readonly incomplete: readonly Incomplete[];
};

/** Results by verified packed digest; the home keys them by the inspector's version too. */
export type LayerCache = { get(layer: Digest): Promise<LayerResult | undefined>; put(layer: Digest, result: LayerResult): Promise<void> };
