import { type JsonObject, stringAt } from '../../../model/json.ts';
import { controllers } from '../autogen/controller.table.ts';

const places = new Map<string, string>([
  ['Pod', ''],
  ...controllers.map(({ kind, place }): [string, string] => [kind, `/${place.path.replaceAll('.', '/')}`]),
]);

/** Pointer of what has a pod's `metadata` and `spec`; undefined for objects that run none. */
export const placeOfPod = (object: JsonObject): string | undefined => places.get(stringAt(object, 'kind') ?? '');
