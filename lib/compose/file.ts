import type { ManifestObject } from '../manifest/object.ts';
import type { JsonObject } from '../model/json.ts';

/** One service as written, merge keys applied. `pointer` is its place in the document. `bases`: services of the same document that it extends, nearest first. */
export type ComposeService = {
  readonly name: string;
  readonly pointer: string;
  readonly value: JsonObject;
  readonly bases: readonly JsonObject[];
  /** It extends a service of another file, which was not read: what is not set here may be set there. */
  readonly isOpen: boolean;
};

/** One document of a Compose file. `object` gives places and the id that findings carry; it is no Kubernetes object and in no bundle. */
export type ComposeFile = { readonly object: ManifestObject; readonly services: readonly ComposeService[] };
