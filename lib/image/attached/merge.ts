import type { ImageContent, Package } from '../../model/image.ts';
import type { Attached } from './collect.ts';

/**
 * What is attached can only add: a package that a layer shows stands as it was seen there, and nothing that was found is taken away, so that no
 * bill of materials, signed or not, makes an image look better than its layers. A VEX document rules findings out only under a policy that trusts its signer.
 */
export const withAttached = (content: ImageContent, { sboms, packages, incomplete, vex, signatures }: Attached): ImageContent => {
  const seen = new Set(content.packages.map(keyOf));
  const added = packages.filter((one) => {
    const key = keyOf(one);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
  return {
    ...content,
    os: content.os ?? sboms?.find(({ os }) => os !== null)?.os ?? null,
    packages: [...content.packages, ...added],
    incomplete: [...content.incomplete, ...incomplete],
    ...(sboms && { attached: sboms.map(({ os: _os, ...sbom }) => sbom) }),
    ...(vex && { vex }),
    ...(signatures && { signatures }),
  };
};

/** The same package by whoever wrote its name down: PyPI's names have no case and one separator, Go's versions a `v` or none. */
const keyOf = ({ type, name, version }: Package): string =>
  JSON.stringify([type, name.toLowerCase().replace(/[-_.]+/g, type === 'pypi' ? '-' : '$&'), version.replace(/^v(?=\d)/, '')]);
