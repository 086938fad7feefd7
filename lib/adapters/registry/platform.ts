import { AppError } from '../../model/error.ts';
import { type Platform, platformText } from '../../model/subject.ts';
import type { PlatformChoice } from '../../ports/image-source.ts';

const usual: Platform = { os: 'linux', architecture: 'amd64' };

/** What the asker gets of the platforms there are, in their order. Throws AppError `image-not-found` when it is none of them. */
export const choosePlatforms = <T extends { readonly platform: Platform }>(
  offered: readonly T[],
  choice: PlatformChoice | undefined,
): readonly T[] => {
  if (choice === 'all') return offered;
  if (choice !== undefined) return [best(offered, choice)];
  const [only, ...others] = offered;
  return only && others.length === 0 ? [only] : [best(offered, usual)];
};

const best = <T extends { readonly platform: Platform }>(offered: readonly T[], wanted: Platform): T => {
  const fitting = offered.filter(({ platform }) => fits(platform, wanted));
  const found = fitting.find(({ platform }) => variantOf(platform) === variantOf(wanted)) ?? fitting[0];
  if (found) return found;
  const names = [...new Set(offered.map(({ platform }) => platformText(platform)))].slice(0, 20).join(', ');
  throw new AppError('image-not-found', `There is no image for ${platformText(wanted)}${names && `; there are ${names}`}.`);
};

const fits = (platform: Platform, wanted: Platform): boolean =>
  platform.os === wanted.os &&
  platform.architecture === wanted.architecture &&
  (wanted.variant === undefined || variantOf(platform) === variantOf(wanted));

// Source: containerd/platforms, normalizeArch: arm64 means v8, arm means v7, amd64 means v1.
const impliedVariants: { readonly [architecture: string]: string } = { arm64: 'v8', arm: 'v7', amd64: 'v1' };

const variantOf = ({ architecture, variant }: Platform): string => variant ?? impliedVariants[architecture] ?? '';
