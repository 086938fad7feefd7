import type { Digest } from '../model/digest.ts';
import type { AdvisoryMatches, ImageEvidence } from '../model/evidence.ts';

/** What an image (the place of its subject) is measured against: the issues that another image has by the same advisories. */
export type Baseline = { readonly subject: number; readonly ref: string; readonly digest: Digest; readonly issues: ReadonlySet<string> };

/** Paths and versions are left out: a package that moved, or was updated and is still affected, brought nothing new. */
export const issueKey = (id: string, type: string, name: string): string => `${id} ${type}/${name}`;

export const baselineOf = (subject: number, image: ImageEvidence, { matches }: Pick<AdvisoryMatches, 'matches'>): Baseline => ({
  subject,
  ref: image.subject.ref,
  digest: image.subject.digest,
  issues: new Set(
    matches.flatMap(({ id, packageIndex }) => {
      const found = image.content.packages[packageIndex];
      return found ? [issueKey(id, found.type, found.name)] : [];
    }),
  ),
});
