import { type Digest, isDigest } from '../model/digest.ts';
import type { BaseImage, HistoryEntry, ImageConfig } from '../model/image.ts';

/**
 * What the image was most likely built on. By its labels, which name the base; else by its history: a base ends with the command that says what
 * to run, and what is built on it goes on after that. null: neither tells. Source: OCI image-spec, annotations `org.opencontainers.image.base.*`.
 */
export const baseImageOf = ({ labels, history }: ImageConfig, layers: number): BaseImage | null => {
  const name = labels['org.opencontainers.image.base.name'];
  const digest = labels['org.opencontainers.image.base.digest'];
  const inherited = layersOfBase(history, layers);
  const stated = { ...(name ? { name } : {}), ...(digest && isDigest(digest) ? { digest } : {}) };
  if (name || digest) return { by: 'label', ...stated, layers: inherited };
  return inherited === null ? null : { by: 'history', layers: inherited };
};

/**
 * The same, beside what another image's layers tell. A label stands, the author's word. A longer base than the history shows is one too: an image of just
 * these layers exists. A shorter one is only a base of the base.
 */
export const withKnownBase = (
  base: BaseImage | null,
  known: { readonly name: string; readonly digest: Digest; readonly layers: number },
): BaseImage | null => {
  if (base?.by === 'label') return base;
  const { name, digest, layers } = known;
  if (base === null || (base.layers ?? 0) < layers) return { by: 'layers', name, digest, layers };
  return base.layers === layers ? { ...base, name, digest } : base;
};

const saysWhatToRun = /^(\/bin\/sh -c #\(nop\) +)?(CMD|ENTRYPOINT)\b/;

/** How many of the lowest layers are the base's; null where the history does not say, or not of these layers. */
const layersOfBase = (history: readonly HistoryEntry[], layers: number): number | null => {
  const filled = history.filter(({ emptyLayer }) => !emptyLayer).length;
  if (filled !== layers) return null;
  // Settings at the very end are this image's own.
  const last = history.findLastIndex(({ emptyLayer }) => !emptyLayer);
  const end = history.slice(0, Math.max(0, last)).findLastIndex(({ createdBy }) => saysWhatToRun.test(createdBy));
  if (end < 0) return null;
  const count = history.slice(0, end).filter(({ emptyLayer }) => !emptyLayer).length;
  return count > 0 ? count : null;
};
