import { parseDockerfile } from '../dockerfile/parse.ts';
import { pinEdits, unpinned } from '../dockerfile/pin.ts';
import { AppError } from '../model/error.ts';
import type { SourceFile } from '../model/evidence.ts';
import { applyEdits } from '../model/patch.ts';
import type { ImageSource, ResolvedImage } from '../ports/image-source.ts';
import { localImages } from './local-images.ts';

export type Pinned = { readonly files: readonly SourceFile[]; readonly pinned: number; readonly left: readonly string[] };

/** Asks the registries, once an image, what each tag points at today and writes the digest behind it. `left`: what stays as it is, and why. */
export const pinFiles = async (dockerfiles: readonly SourceFile[], source?: ImageSource): Promise<Pinned> => {
  const read = dockerfiles.map((file) => ({ file, ...unpinned(parseDockerfile(file, 0)) }));
  const references = [...new Set(read.flatMap(({ places }) => places.map(({ reference }) => reference)))];
  const digests = new Map<string, string>();
  const left = read.flatMap(({ file, decided }) => decided.map((image) => `${file.name}: ${image} is decided by a variable`));
  for (const reference of references) {
    const answer = await digestOf(source ?? localImages(references), reference);
    if (answer.kind === 'digest') digests.set(reference, answer.digest);
    else left.push(`${reference}: ${answer.why}`);
  }
  let pinned = 0;
  const files = read.map(({ file, places }) => {
    const edits = pinEdits(places, digests);
    pinned += edits.length;
    return { ...file, text: applyEdits(file.text, edits) };
  });
  return { files, pinned, left };
};

type Answer = { readonly kind: 'digest'; readonly digest: string } | { readonly kind: 'none'; readonly why: string };

/** The index's digest where there is one, so that every platform still finds its own image. */
const digestOf = async (source: ImageSource, reference: string): Promise<Answer> => {
  try {
    const [image] = await resolveAny(source, reference);
    return image ? { kind: 'digest', digest: image.indexDigest ?? image.digest } : { kind: 'none', why: 'it has no image' };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { kind: 'none', why: error.publicMessage };
  }
};

/** One platform is enough to learn the index; all of them only where the usual one is missing. */
const resolveAny = async (source: ImageSource, reference: string): Promise<readonly ResolvedImage[]> => {
  try {
    return await source.resolve(reference);
  } catch (error) {
    if (!(error instanceof AppError) || !['image-unsupported', 'image-not-found'].includes(error.code)) throw error;
    return source.resolve(reference, 'all');
  }
};
