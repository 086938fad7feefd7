import { feedOf } from '../../lib/advisory/distribution.ts';
import { nameKey } from '../../lib/advisory/package-name.ts';
import type { VulnerabilityMatch } from '../../lib/model/evidence.ts';
import type { ImageContent } from '../../lib/model/image.ts';
import type { NaiveMatch } from './naive.ts';

/** Why a naive match is none: the first rule of lib/advisory that it goes against. `unexplained` is a defect. */
export const whyNot = (
  { packageIndex, id, ecosystem }: NaiveMatch,
  content: ImageContent,
  matches: readonly VulnerabilityMatch[],
): string => {
  const found = content.packages[packageIndex];
  if (found === undefined) return 'unexplained';
  if (matches.some((match) => match.packageIndex === packageIndex && match.id === id && match.linked === false))
    return 'not linked by the program';
  if (found.osOwned) return 'judged by the distribution';
  if (/^(linux-libc-dev|linux-headers|kernel-(headers|devel))/.test(found.name)) return 'of the kernel, whose headers alone are there';
  if (found.thirdParty) return 'not built by the distribution';
  const feed = content.os && feedOf(content.os);
  const isDistribution = ['deb', 'apk', 'rpm'].includes(found.type);
  if (isDistribution && (feed === null || feed.kind !== 'feed')) return 'of a distribution that is not known';
  if (isDistribution && feed?.kind === 'feed' && !feed.covers(ecosystem)) return 'of another release';
  if (isDistribution && found.source && (found.source.name !== found.name || found.source.version !== found.version))
    return 'where the source has another version';
  return 'unexplained';
};

/** Why only the final matching has it. */
export const whyOnly = ({ packageIndex }: VulnerabilityMatch, { packages }: ImageContent): string => {
  const found = packages[packageIndex];
  if (found?.source && found.source.name !== found.name) return "by the source's name";
  if (found?.source && found.source.version !== found.version) return "by the source's version";
  if (found?.type === 'pypi' && nameKey('PyPI', found.name) !== found.name) return 'by the name in its normal form';
  return 'unexplained';
};
