import type { ImageContent, Package } from '../../model/image.ts';
import type { Subject } from '../../model/subject.ts';
import { purl } from '../catalogue/purl.ts';

/** What an SBOM is made of. `createdAt` is RFC 3339 UTC; the same input gives the same bytes. */
export type SbomInput = {
  readonly image: Subject & { readonly kind: 'image' };
  readonly content: ImageContent;
  readonly createdAt: string;
  readonly tool: { readonly name: string; readonly version: string };
};

/** The image itself as a package URL. Source: purl-spec, type oci. */
export const imagePurl = ({ repository, digest, platform }: SbomInput['image']): string =>
  purl({
    type: 'oci',
    name: (repository.split('/').at(-1) ?? repository).toLowerCase(),
    version: digest,
    qualifiers: { arch: platform.architecture, repository_url: repository },
  });

/** One entry a package and place, in an order that does not depend on how the layers were read. */
export const sortedPackages = ({ packages }: ImageContent): readonly Package[] =>
  [...packages].sort((a, b) => compare(a.purl, b.purl) || compare(a.path, b.path) || compare(a.layer, b.layer));

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** What names a package in its document: its place among equal ones is part of it. */
export const packageId = (found: Package, index: number): string =>
  `${found.purl || `pkg:generic/${found.name}@${found.version}`}#${index}`;

// Whether a text can stand as an SPDX expression: ids and operators, and nothing else.
const expressionForm = /^\(*[A-Za-z0-9][A-Za-z0-9.+-]*\)*( (AND|OR|WITH) \(*[A-Za-z0-9][A-Za-z0-9.+-]*\)*)*$/;

export const isExpression = (licence: string): boolean => / (AND|OR|WITH) /.test(licence) && expressionForm.test(licence);
