import { parseReference, repositoryOf } from '../../image/reference.ts';
import { AppError } from '../../model/error.ts';
import type { ImageEvidence } from '../../model/evidence.ts';
import type { Json } from '../../model/json.ts';
import type { Change } from '../../rule/rule.ts';

/**
 * An image of the change in the shape in which Kyverno asks a registry for it; undefined for one that nobody has inspected. Of an image for several platforms
 * the first is told. Source: kyverno, pkg/engine/apicall and pkg/imageverification, `imageRegistry` of a context entry.
 */
export const imageDataOf = ({ images }: Change, reference: string): Json | undefined => {
  const asked = read(reference);
  if (!asked) return undefined;
  const { registry, name, tag, digest } = asked;
  const found = images.find(({ evidence }) => evidence.content.known !== 'packages' && isOf(evidence, asked));
  if (!found) return undefined;
  const { subject, content } = found.evidence;
  return {
    image: reference,
    resolvedImage: `${repositoryOf(asked)}@${subject.digest}`,
    registry,
    repository: name,
    identifier: digest ?? tag ?? subject.digest,
    manifest: {
      schemaVersion: 2,
      layers: content.layers.map(({ digest: layer, mediaType, size }) => ({ digest: layer, mediaType, size })),
    },
    configData: content.config.raw,
  };
};

type Reference = ReturnType<typeof parseReference>;

const isOf = ({ subject }: ImageEvidence, asked: Reference): boolean => {
  const own = read(subject.ref);
  if (!own || repositoryOf(own) !== repositoryOf(asked)) return false;
  return asked.digest === undefined ? own.tag === asked.tag : subject.digest === asked.digest || own.digest === asked.digest;
};

const read = (text: string): Reference | undefined => {
  try {
    return parseReference(text);
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
};
