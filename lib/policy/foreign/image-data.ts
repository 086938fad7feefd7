import { repositoryOf } from '../../image/reference.ts';
import type { Json } from '../../model/json.ts';
import { imagesNamed, readReference } from '../../rule/across/pair.ts';
import type { Change } from '../../rule/rule.ts';

/**
 * An image of the change in the shape in which Kyverno asks a registry for it; undefined for one that nobody has inspected. Of an image for several platforms
 * the first is told. Source: kyverno.io/v1, `imageRegistry` of a context entry.
 */
export const imageDataOf = ({ images }: Change, reference: string): Json | undefined => {
  const asked = readReference(reference);
  const found = imagesNamed(reference, images).find(({ evidence }) => evidence.content.known !== 'packages');
  if (!asked || !found) return undefined;
  const { registry, name, tag, digest } = asked;
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
