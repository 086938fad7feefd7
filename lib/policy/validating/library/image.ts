import { opaque, string } from '../../cel/library/kind.ts';
import { type CelFunction, global, member, unary } from '../../cel/library/overload.ts';
import { fail } from '../../cel/value/signal.ts';
import type { CelValue } from '../../cel/value/value.ts';
import { type ImageReference, parseImage } from './image-reference.ts';

const reference = opaque<ImageReference>(
  'kyverno.Image',
  (a, b) => a.registry === b.registry && a.repository === b.repository && a.tag === b.tag && a.digest === b.digest,
);

const parsed = (text: string): CelValue => {
  const found = parseImage(text);
  return found ? reference.make(found) : fail(`could not parse reference: ${text.slice(0, 200)}`);
};

const part = (name: string, read: (image: ImageReference) => CelValue): CelFunction => member(name, unary(reference.kind, read));

/** `parseImageReference(text)`, by its old name `image(text)`, and the parts of what it answers. Source: kyverno/sdk, cel/libs/image. */
export const imageLibrary: readonly CelFunction[] = [
  ...['image', 'parseImageReference'].map((name) => global(name, unary(string, parsed))),
  global(
    'isImage',
    unary(string, (text) => parseImage(text) !== undefined),
  ),
  part('containsDigest', ({ digest }) => digest !== undefined),
  part('registry', ({ registry }) => registry),
  part('repository', ({ repository }) => repository),
  part('identifier', ({ tag, digest }) => digest ?? tag ?? ''),
  part('identifierWithSeparator', ({ tag, digest }) => `${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`),
  part('tag', ({ tag, digest }) => (digest === undefined ? (tag ?? '') : '')),
  part('digest', ({ digest }) => digest ?? ''),
];
