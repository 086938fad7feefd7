import type { SecretRules } from './secret/search.ts';

/** Bounds on one layer's content; what goes past one is reported with its code and the rest is still analysed. */
export type InspectLimits = {
  readonly maxUnpackedBytes: number;
  readonly maxEntries: number;
  /** Members of all layers together; layers that would begin past it are not read. */
  readonly maxImageEntries: number;
  readonly maxFindsPerLayer: number;
  readonly maxLayers: number;
  readonly layersAtOnce: number;
  /** Whether files are searched for secrets. Results differ by it, so a cache must not mix the two. */
  readonly secrets: boolean;
  /** A team's own kinds of secret. Results differ by them, so a cache must not mix them with others. */
  readonly secretRules?: SecretRules;
};

/**
 * Entries: 300,000 of a layer take about 100 MB while they are merged, and the largest public images stay below. Three layers at once keep two cores
 * busy: inflating runs in a pool, parsing on the main thread, and the last layer is seldom left alone.
 */
export const defaultLimits: InspectLimits = {
  maxUnpackedBytes: 16 * 1024 ** 3,
  maxEntries: 300_000,
  maxImageEntries: 900_000,
  maxFindsPerLayer: 200_000,
  maxLayers: 500,
  layersAtOnce: 3,
  secrets: true,
};
