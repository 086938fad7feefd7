import type { Digest } from '../../model/digest.ts';
import type { GzipUnpacker, UnpackProblem } from '../../ports/unpacker.ts';
import { type Packed, unpack } from '../decompress.ts';
import type { InspectLimits } from '../limits.ts';
import { type Again, createLayerWalk, type WalkedLayer } from './walk.ts';

/** One walk over one layer's bytes. */
export type Reading = {
  readonly digest: Digest;
  readonly size: number;
  readonly limits: InspectLimits;
  readonly again: Again;
  readonly unpackGzip?: GzipUnpacker;
  /** What was found damaged before is read by the decoders that tell how: answers do not hang on which was used. */
  readonly isDoubtful?: boolean;
};

export type Read = { readonly walked: WalkedLayer; readonly unpackedBytes: number; readonly problem: UnpackProblem | null };

export type Watch = { readonly signal?: AbortSignal; readonly onPacked?: (bytes: number) => void };

/** Unpacks, checks and walks a layer on the thread that calls it. Throws as `unpack` does. */
export const readLayer = async (
  packed: Packed,
  { digest, size, limits, again, unpackGzip, isDoubtful = false }: Reading,
  { signal, onPacked }: Watch = {},
  inline = false,
): Promise<Read> => {
  const walk = createLayerWalk(limits, again);
  const { unpackedBytes, problem } = await unpack({
    packed,
    digest,
    size,
    maxUnpackedBytes: limits.maxUnpackedBytes,
    inline: inline && !isDoubtful,
    ...(unpackGzip && !isDoubtful && { unpackGzip }),
    ...(signal && { signal }),
    ...(onPacked && { onPacked }),
    deliver: walk.write,
  });
  return { walked: walk.end(), unpackedBytes, problem };
};
