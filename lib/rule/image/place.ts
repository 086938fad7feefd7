import type { FileFact, FileFactKind, ImageContent } from '../../model/image.ts';
import type { Location } from '../../model/location.ts';

/** The place of a file in the layer that brought it. */
export const filePlace = ({ layer, path }: { readonly layer: FileFact['layer']; readonly path: string }): Location => ({
  kind: 'layer',
  layer,
  path,
});

/** A place in the image's configuration; a JSON pointer in the configuration document. */
export const configPlace = (pointer: string): Location => ({ kind: 'config', pointer });

export const factsOf = (content: ImageContent, ...kinds: readonly FileFactKind[]): readonly FileFact[] =>
  content.files.filter(({ kind }) => kinds.includes(kind));

/** Facts that the final image still shows. */
export const visibleFacts = (content: ImageContent, ...kinds: readonly FileFactKind[]): readonly FileFact[] =>
  factsOf(content, ...kinds).filter(({ deleted }) => !deleted);
