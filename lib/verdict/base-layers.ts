import type { Digest } from '../model/digest.ts';
import type { ImageContent } from '../model/image.ts';

/**
 * The layers that came with the base image: a base ends with the command that it runs when nothing is built on it, so what follows the last
 * `CMD` or `ENTRYPOINT` that has layers after it is the image's own. Without such a place all layers are its own. Null when the history does not tell the
 * layers apart.
 */
export const baseLayers = ({ config: { history }, layers }: Pick<ImageContent, 'config' | 'layers'>): ReadonlySet<Digest> | null => {
  if (history.filter(({ emptyLayer }) => !emptyLayer).length !== layers.length || layers.length === 0) return null;
  let last = history.length - 1;
  while (last >= 0 && history[last]?.emptyLayer === true) last -= 1;
  while (last >= 0 && !endsBase(history[last])) last -= 1;
  const count = history.slice(0, last + 1).filter(({ emptyLayer }) => !emptyLayer).length;
  return new Set(layers.slice(0, count).map(({ digest }) => digest));
};

const endsBase = (entry: ImageContent['config']['history'][number] | undefined): boolean =>
  entry?.emptyLayer === true && /^(\/bin\/sh -c #\(nop\)\s+)?(CMD|ENTRYPOINT)\b/.test(entry.createdBy);
