import { AppError } from '../../model/error.ts';
import { listAt, stringAt } from '../../model/json.ts';
import type { Descriptor } from '../../ports/image-source.ts';
import { descriptorOf } from './document.ts';
import { parseObject } from './json.ts';

const maxContents = 100;

/** Source: sigstore/cosign, specs/SIGNATURE_SPEC.md: each signature is a layer more of one manifest. */
const signatureType = 'application/vnd.dev.cosign.simplesigning.v1+json';
const maxSignatures = 50;
const maxSignatureBytes = 64 * 1024;

/** What an artifact's manifest lists. Of signatures the newest, which stand last: whoever signs each build adds one for ever, and one that is too large hides no other. */
export const contentsOf = (manifest: Uint8Array, maxBytes: number): readonly Descriptor[] => {
  const layers = listAt(parseObject(manifest, 'manifest'), 'layers');
  const signatures = layers.filter((layer) => stringAt(layer, 'mediaType') === signatureType);
  if (signatures.length > 0)
    return signatures
      .slice(-maxSignatures)
      .map((layer) => descriptorOf(layer, 'content'))
      .filter(({ size, urls }) => !urls && size <= maxSignatureBytes);
  if (layers.length > maxContents) throw new AppError('too-large', `The artifact has more than ${maxContents} contents.`);
  const contents = layers.map((layer) => descriptorOf(layer, 'content'));
  // They are held together until they are read.
  if (contents.some(({ urls, size }) => urls || size > maxBytes) || contents.reduce((sum, { size }) => sum + size, 0) > 2 * maxBytes)
    throw new AppError('too-large', 'The artifact has a content that is too large or is kept elsewhere.');
  return contents;
};
