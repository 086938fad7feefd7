import type { VexMark } from '../../model/finding.ts';
import type { ImageContent, Package } from '../../model/image.ts';
import type { VexStatement } from './statement.ts';
import { isImage, isPackage, isSystem, targetOf, type VexImage } from './target.ts';

/** What is looked at: the package that was matched, in this image. */
export type VexPlace = { readonly found: Package; readonly content: ImageContent; readonly image: VexImage | undefined };

/** Of all statements about the issue that speak of this package in this image, the latest. Source: OpenVEX specification, "Updating Statements". */
export const latestOf = <T extends VexStatement>(statements: readonly T[], place: VexPlace): T | undefined => {
  let latest: T | undefined;
  for (const statement of statements) if (speaksOf(statement, place) && !isBefore(statement, latest)) latest = statement;
  return latest;
};

/** Without components the product must be the package, or the image whole; with some, the package is one of them and belongs to the product. */
export const speaksOf = ({ product, components }: VexStatement, { found, content, image }: VexPlace): boolean => {
  const target = targetOf(product);
  if (components.length === 0) return isPackage(target, found) || isImage(target, image);
  if (!components.some((component) => isPackage(targetOf(component), found))) return false;
  return (
    isImage(target, image) || isSystem(target, content.os) || content.packages.some((each) => isPackage(target, each) && holds(each, found))
  );
};

/** A Go program lists its modules at its own path, an archive's libraries lie inside it. */
const holds = (product: Package, component: Package): boolean =>
  component.path === product.path || component.path.startsWith(`${product.path}!/`);

/** A statement without a date is older than any with one. */
export const isBefore = ({ at }: VexStatement, latest: VexStatement | undefined): boolean => {
  const [mine, theirs] = [Date.parse(at ?? ''), Date.parse(latest?.at ?? '')];
  return !Number.isNaN(theirs) && (Number.isNaN(mine) || mine < theirs);
};

export const markOf = ({ status, justification, note, document, author }: VexStatement): VexMark => ({
  status,
  document,
  ...(author !== '' && { author }),
  ...(justification !== null && { justification }),
  ...(note !== null && note !== '' && { note }),
});
