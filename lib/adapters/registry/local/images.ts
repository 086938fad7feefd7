import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { parseReference, repositoryOf } from '../../../image/reference.ts';
import { AppError } from '../../../model/error.ts';
import type { Descriptor, PlatformChoice, Referrer, ReferrerContent, ResolvedImage } from '../../../ports/image-source.ts';
import type { Naming } from '../resolve.ts';

/** `place` is what the asker wrote without the tag, `tag` an image's name within it. */
export type LocalQuery = { readonly place: string; readonly tag?: string };

/** The images of one folder or archive. */
export type LocalImages = {
  resolve(query: LocalQuery, choice: PlatformChoice | undefined): Promise<readonly ResolvedImage[]>;
  blob(layer: Descriptor): Promise<Readable>;
  /** Absent where nothing can be attached. */
  readonly attachments?: {
    list(image: ResolvedImage): Promise<readonly Referrer[] | null>;
    contents(artifact: Referrer, maxBytes: number): Promise<readonly ReferrerContent[]>;
  };
};

/** The image's own name when it has one, for policies that map repositories; else the file's. */
export const nameLocal = ({ place, tag }: LocalQuery, imageName: string | undefined, isOneOfMany: boolean): Naming => {
  const named = tag ?? (isOneOfMany ? imageName : undefined);
  return { reference: named === undefined ? place : `${place}:${named}`, repository: repositoryName(imageName) ?? fileName(place) };
};

const repositoryName = (imageName: string | undefined): string | undefined => {
  // A layout's ref.name is often a bare tag, which would read as an image of docker.io.
  if (imageName === undefined || !/[/:]/.test(imageName)) return undefined;
  try {
    return repositoryOf(parseReference(imageName));
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
};

const fileName = (place: string): string => basename(place.replace(/^[a-z-]+:/, '')).replace(/\.(tar|tgz|tar\.(gz|zst))$/, '') || 'image';
