import type { Find, FindDetail } from '../layer/find.ts';
import type { LayerResult } from '../layer/result.ts';
import type { Filesystem } from '../tree/filesystem.ts';

/** A find with its layer's place in the image, its path in the final image, and whether the final image still shows it. */
export type PlacedFind = Find & { readonly layer: number; readonly visible: boolean };
export type Placed<K extends FindDetail['kind']> = PlacedFind & { readonly kind: K };

export const ofKind = <K extends FindDetail['kind']>(finds: readonly PlacedFind[], kind: K): readonly Placed<K>[] =>
  finds.filter((find): find is Placed<K> => find.kind === kind);

/** Lays the layers over each other, lowest first. A layer that could not be read is null and changes nothing. */
export const placeFinds = (results: readonly (LayerResult | null)[], files: Filesystem): readonly PlacedFind[] => {
  const waiting = results.map((result) => {
    const finds = result?.finds ?? [];
    return { finds, places: files.apply(result?.listing ?? '', new Set(finds.map(({ ordinal }) => ordinal))) };
  });
  return waiting.flatMap(({ finds, places }, layer) =>
    finds.map((find): PlacedFind => {
      const node = places.get(find.ordinal);
      if (node === undefined) return { ...find, layer, visible: false };
      return { ...find, path: files.path(node), layer, visible: files.shows(node, layer, find.ordinal) };
    }),
  );
};
