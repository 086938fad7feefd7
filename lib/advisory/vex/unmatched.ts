import type { AdvisoryMatches } from '../../model/evidence.ts';
import type { ImageContent, Package } from '../../model/image.ts';
import { purlParts } from '../../model/purl.ts';
import type { WhyUnmatched } from '../../model/unmatched-vex.ts';
import { speaksOf } from './apply.ts';
import type { VexStatement } from './statement.ts';
import { isImage, targetOf, type VexImage } from './target.ts';

/** One image as it was matched. */
export type MatchedImage = { readonly content: ImageContent; readonly image: VexImage; readonly matches: AdvisoryMatches['matches'] };

export type UnmatchedStatement = { readonly statement: VexStatement; readonly why: WhyUnmatched };

/** Statements that changed nothing in any of these images, and why: most are written for another version, some with a typing error. */
export const unmatchedStatements = (
  statements: readonly VexStatement[],
  images: readonly MatchedImage[],
): readonly UnmatchedStatement[] => {
  if (statements.length === 0) return [];
  const seen = images.map(seenIn);
  return statements.flatMap((statement) =>
    seen.some((one) => isUsed(statement, one)) ? [] : [{ statement, why: whyNot(statement, seen) }],
  );
};

/** A feed has tens of thousands of statements: each is held against the few packages whose name it has. */
type Seen = MatchedImage & {
  readonly byId: ReadonlyMap<string, readonly Package[]>;
  readonly byName: ReadonlyMap<string, readonly Package[]>;
};

const seenIn = (one: MatchedImage): Seen => {
  const [byId, byName] = [new Map<string, Package[]>(), new Map<string, Package[]>()];
  for (const { id, aliases, packageIndex } of one.matches) {
    const found = one.content.packages[packageIndex];
    if (found) for (const each of new Set([id, ...aliases])) add(byId, each.toUpperCase(), found);
  }
  for (const found of one.content.packages) for (const name of namesOf(found)) add(byName, `${found.type} ${name}`, found);
  return { ...one, byId, byName };
};

const add = (lists: Map<string, Package[]>, key: string, found: Package): void => {
  const list = lists.get(key);
  if (list) list.push(found);
  else lists.set(key, [found]);
};

/** Every name by which `isPackage` may know it, without what stands before the last slash. */
const namesOf = ({ name, purl, source }: Package): ReadonlySet<string> =>
  new Set([name, purlParts(purl)?.name ?? name, ...(source ? [source.name] : [])].map(lastPart));

const lastPart = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

const isUsed = (statement: VexStatement, { byId, content, image }: Seen): boolean =>
  statement.ids.some((id) => byId.get(id.toUpperCase())?.some((found) => speaksOf(statement, { found, content, image })));

const whyNot = (statement: VexStatement, images: readonly Seen[]): WhyUnmatched => {
  if ([statement.product, ...statement.components].some((each) => targetOf(each).kind === 'other')) return 'product-unreadable';
  return images.some((one) => isThere(statement, one)) ? 'issue-not-found' : 'product-not-there';
};

const isThere = (statement: VexStatement, { byName, content, image }: Seen): boolean => {
  const meant = statement.components.length > 0 ? statement.components : [statement.product];
  return meant.map(targetOf).some((target) => {
    // An image is meant as a whole, one without packages too.
    if (isImage(target, image) && statement.components.length === 0) return true;
    const named = target.kind === 'package' ? (byName.get(`${target.type} ${lastPart(target.name)}`) ?? []) : [];
    return named.some((found) => speaksOf(statement, { found, content, image }));
  });
};
