import type { AdvisoryMatches } from '../model/evidence.ts';
import type { ImageContent } from '../model/image.ts';
import { baseLayers } from './base-layers.ts';
import { issueKey } from './baseline.ts';

/** An image's content with what its packages match. */
export type Matched = { readonly content: ImageContent; readonly matches: AdvisoryMatches['matches'] };

/**
 * What another base would change: issues (of a package) that come with the base that the image has and not with the other, and the other way round. Null where
 * the history does not tell which layers are the base's.
 */
export type BaseComparison = { readonly fewer: readonly string[]; readonly more: readonly string[]; readonly now: number };

/** Only what comes with the base counts: the image's own layers would be built anew on the other, with what they bring. */
export const compareBase = (image: Matched, other: Matched): BaseComparison | null => {
  const base = baseLayers(image.content);
  if (base === null || base.size === 0) return null;
  const present = issuesOf(image, (layer) => base.has(layer));
  const would = issuesOf(other, () => true);
  const without = (all: ReadonlySet<string>, some: ReadonlySet<string>): readonly string[] =>
    [...all].filter((key) => !some.has(key)).sort();
  return { fewer: without(present, would), more: without(would, present), now: present.size };
};

const issuesOf = (
  { content, matches }: Matched,
  isCounted: (layer: ImageContent['packages'][number]['layer']) => boolean,
): ReadonlySet<string> =>
  new Set(
    matches.flatMap(({ id, packageIndex, vex, linked }) => {
      const found = content.packages[packageIndex];
      const isRuledOut = vex?.status === 'not_affected' || vex?.status === 'fixed' || linked === false;
      return found && !isRuledOut && isCounted(found.layer) ? [issueKey(id, found.type, found.name)] : [];
    }),
  );
