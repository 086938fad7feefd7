import { imageName } from '../../../model/image-name.ts';
import type { JsonObject } from '../../../model/json.ts';

/** An image as Kyverno's `images` variable tells it: what is not written is filled in, but Docker Hub's `library/`. */
export const namedImage = (reference: string, jsonPointer: string): JsonObject => {
  const { registry: host, path, tag: written, digest } = imageName(reference);
  const registry = host === '' ? 'docker.io' : host;
  const tag = written === '' && digest === '' ? 'latest' : written;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const full = `${registry}/${path}`;
  return {
    registry,
    path,
    name,
    ...(tag !== '' && { tag }),
    ...(digest !== '' && { digest }),
    reference: digest === '' ? `${full}:${tag}` : `${full}@${digest}`,
    referenceWithTag: `${full}:${tag}`,
    jsonPointer,
  };
};
