import { AppError } from '../../model/error.ts';
import type { ImageEvidence } from '../../model/evidence.ts';
import { type BaseComparison, compareBase, type Matched } from '../../verdict/compare-base.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { inspectReference } from '../inspect.ts';
import { localImages } from '../local-images.ts';
import { matchAll } from '../match.ts';
import { platformChoice } from '../options.ts';
import { layerBars } from '../progress.ts';

export type CompareBaseOptions = { readonly platform?: string; readonly format?: string };

const shown = 10;

/** `plimsoll compare-base`: what an image would win by being built on each of these, the best first. */
export const compareBases = async (word: string, bases: readonly string[], options: CompareBaseOptions): Promise<ExitCode> => {
  const image = await matchedImage(word, options);
  const compared: { readonly base: string; readonly comparison: BaseComparison }[] = [];
  for (const base of bases) {
    const comparison = compareBase(image, await matchedImage(base, options));
    if (comparison === null) throw new AppError('invalid-request', `${word}: its history does not tell which layers came with a base`);
    compared.push({ base, comparison });
  }
  compared.sort((a, b) => gainOf(b.comparison) - gainOf(a.comparison));
  if (options.format === 'json') process.stdout.write(`${JSON.stringify({ image: word, bases: compared }, null, 2)}\n`);
  else for (const { base, comparison } of compared) process.stdout.write(textOf(base, comparison));
  return exitCodes.allow;
};

const gainOf = ({ fewer, more }: BaseComparison): number => fewer.length - more.length;

const textOf = (base: string, { fewer, more, now }: BaseComparison): string => {
  const list = (keys: readonly string[]): string => {
    const rest = keys.length > shown ? ` and ${keys.length - shown} more` : '';
    return keys.length === 0 ? '' : `: ${keys.slice(0, shown).join(', ')}${rest}`;
  };
  return `rebuilt on ${base}: of ${now} issues that come with the base\n  ${fewer.length} fewer${list(fewer)}\n  ${more.length} new${list(more)}\n`;
};

/** The first platform of several: bases are compared for one. */
const matchedImage = async (word: string, { platform }: CompareBaseOptions): Promise<Matched> => {
  const evidence: readonly ImageEvidence[] = await inspectReference(
    localImages([word]),
    word,
    platformChoice(platform),
    layerBars(process.stderr, false),
  );
  const [first] = evidence;
  const [matched] = await matchAll(evidence.slice(0, 1));
  if (!first || !matched) throw new AppError('image-not-found', `${word} has no image of this platform`);
  if (matched.database === null) throw new AppError('unavailable', 'there is no advisory database: nothing can be compared');
  // A base that nobody publishes advisories about would look like the best of all.
  if (matched.gaps.length > 0) process.stderr.write(`plimsoll: ${word}: ${matched.gaps.join('; ')}\n`);
  return { content: first.content, matches: matched.matches };
};
