import { valueAt } from '../../../manifest/pointer.ts';
import { type Json, type JsonObject, listAt, stringAt } from '../../../model/json.ts';
import { namedImage } from './named.ts';
import { placeOfPod } from './pod-place.ts';

const lists = ['initContainers', 'containers', 'ephemeralContainers'] as const;

/** Kyverno's variable `images`: by list and by the container's name. Null for objects that run none. */
export const imagesOf = (object: JsonObject): JsonObject | null => {
  const place = placeOfPod(object);
  if (place === undefined) return null;
  const found = lists.flatMap((list): [string, JsonObject][] => {
    const images = imagesIn(listAt(valueAt(object, `${place}/spec`), list), `${place}/spec/${list}`);
    return images.length === 0 ? [] : [[list, Object.fromEntries(images)]];
  });
  return found.length === 0 ? null : Object.fromEntries(found);
};

const imagesIn = (containers: readonly Json[], place: string): readonly (readonly [string, JsonObject])[] =>
  containers.flatMap((container, at): [string, JsonObject][] => {
    const image = namedImage(stringAt(container, 'image') ?? '', `${place}/${at}/image`);
    return image ? [[stringAt(container, 'name') ?? '', image]] : [];
  });
