import type { AdvisoryMatches } from '../../model/evidence.ts';
import type { ImageContent } from '../../model/image.ts';
import { speaksOf } from './apply.ts';
import type { VexStatement } from './statement.ts';
import { targetOf, type VexImage } from './target.ts';

/** One image as it was matched. */
export type MatchedImage = { readonly content: ImageContent; readonly image: VexImage; readonly matches: AdvisoryMatches['matches'] };

export type UnmatchedStatement = {
  readonly statement: VexStatement;
  readonly why: 'product-unreadable' | 'product-not-there' | 'issue-not-found';
};

/** Statements that changed nothing in any of these images, and why: most are written for another version, some with a typing error. */
export const unmatchedStatements = (statements: readonly VexStatement[], images: readonly MatchedImage[]): readonly UnmatchedStatement[] =>
  statements.flatMap((statement) => {
    if (images.some((one) => isUsed(statement, one))) return [];
    return [{ statement, why: whyNot(statement, images) }];
  });

const isUsed = (statement: VexStatement, { content, image, matches }: MatchedImage): boolean =>
  matches.some(({ id, aliases, packageIndex }) => {
    const found = content.packages[packageIndex];
    return (
      found !== undefined && [id, ...aliases].some((each) => statement.ids.includes(each)) && speaksOf(statement, { found, content, image })
    );
  });

const whyNot = (statement: VexStatement, images: readonly MatchedImage[]): UnmatchedStatement['why'] => {
  if ([statement.product, ...statement.components].some((each) => targetOf(each).kind === 'other')) return 'product-unreadable';
  const isThere = images.some(({ content, image }) => content.packages.some((found) => speaksOf(statement, { found, content, image })));
  return isThere ? 'issue-not-found' : 'product-not-there';
};
