import { realpathSync } from 'node:fs';
import { sep } from 'node:path';
import { createImageSource, type ImageSourceOptions } from '../adapters/registry/image-source.ts';
import { isLocal } from '../adapters/registry/local/local.ts';
import { AppError } from '../model/error.ts';
import type { ImageSource } from '../ports/image-source.ts';

/** Images for callers of the service: registries, and layouts and archives below one folder that the administrator named. */
export const servedImages = (options: ImageSourceOptions, folder: string | undefined): ImageSource => {
  const source = createImageSource({ ...options, ...(folder !== undefined && { local: {} }) });
  return {
    resolve: async (reference, platform, signal) => {
      if (isLocal(reference)) requireInside(reference, folder);
      return source.resolve(reference, platform, signal);
    },
    digestOf: async (reference, signal) => {
      if (isLocal(reference)) requireInside(reference, folder);
      return source.digestOf(reference, signal);
    },
    blob: source.blob,
    ...(source.attachments ? { attachments: source.attachments } : {}),
    ...(source.unpackGzip ? { unpackGzip: source.unpackGzip } : {}),
  };
};

/** A caller must not learn which files exist elsewhere: every place outside the folder gets the same answer. Links are followed first. */
const requireInside = (reference: string, folder: string | undefined): void => {
  const path = reference.replace(/^[a-z-]+:/, '');
  const candidates = [path, path.replace(/:[^:/]*$/, '')];
  const root = folder === undefined ? undefined : realPath(folder);
  const isInside = candidates.some((candidate) => {
    const real = realPath(candidate);
    return root !== undefined && real !== undefined && (real === root || real.startsWith(root + sep));
  });
  if (!isInside)
    throw new AppError('invalid-reference', 'files and folders are images here only below the folder that PLIMSOLL_IMAGES names');
};

const realPath = (path: string): string | undefined => {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
};
