import { type ImageReference, parseReference, repositoryOf } from '../../image/reference.ts';
import type { ContainerView, Workload } from '../../manifest/object.ts';
import { AppError } from '../../model/error.ts';
import type { ImageContent } from '../../model/image.ts';
import type { Subject } from '../../model/subject.ts';
import type { Change } from '../rule.ts';

/** A container and an image of the same change that it runs. */
export type Pair = {
  readonly workload: Workload;
  readonly container: ContainerView;
  readonly subject: number;
  readonly image: Subject & { kind: 'image' };
  readonly content: ImageContent;
};

/** Every container with the image (one a platform) that it names: by digest, by the same reference, or by repository for an archive that has no tag. */
export function* pairsOf({ bundle, images }: Change): Generator<Pair> {
  if (!bundle || images.length === 0) return;
  const named = images.map(({ subject, evidence }) => ({ subject, evidence, reference: readReference(evidence.subject.ref) }));
  for (const workload of bundle.workloads) {
    for (const container of workload.containers) {
      const wanted = readReference(container.image);
      if (!wanted) continue;
      for (const { subject, evidence, reference } of named) {
        if (isSame(wanted, evidence.subject, reference))
          yield { workload, container, subject, image: evidence.subject, content: evidence.content };
      }
    }
  }
}

/** The images of a change that a reference names, one a platform. */
export const imagesNamed = (reference: string, images: Change['images']): Change['images'] => {
  const wanted = readReference(reference);
  return wanted ? images.filter(({ evidence }) => isSame(wanted, evidence.subject, readReference(evidence.subject.ref))) : [];
};

export const readReference = (text: string): ImageReference | undefined => {
  try {
    return parseReference(text);
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
};

const isSame = (wanted: ImageReference, image: Subject & { kind: 'image' }, reference: ImageReference | undefined): boolean => {
  if (wanted.digest !== undefined) return wanted.digest === image.digest || wanted.digest === reference?.digest;
  const repository = repositoryOf(wanted);
  if (reference && repositoryOf(reference) === repository) return wanted.tag === reference.tag;
  // An archive is named by its file; its image's own name is in `repository`.
  const isArchive = !reference || repositoryOf(reference) !== image.repository;
  return isArchive && repository === image.repository;
};
