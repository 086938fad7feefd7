import type { Json, JsonObject } from '../model/json.ts';
import type { Location } from '../model/location.ts';
import type { InputProblem } from '../model/verdict.ts';

/** One Kubernetes object as written; a List is taken apart. `id`: `apps/v1/Deployment/production/api`, without the namespace when it has none. */
export type ManifestObject = {
  readonly index: number;
  readonly id: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly value: JsonObject;
  readonly labels: { readonly [name: string]: string };
  readonly annotations: { readonly [name: string]: string };
  readonly file: string;
  /** Scalars that YAML 1.1 and 1.2 read differently, such as `yes` or `0644`. */
  readonly ambiguous?: readonly { readonly pointer: string; readonly text: string; readonly value: Json }[];
  /** Comments that are addressed to a checker, with their place, such as `# plimsoll: ignore …`. */
  readonly remarks?: readonly { readonly text: string; readonly line: number; readonly column: number }[];
  /** The piece of its file that holds it, where that piece begins, which of its documents it is and at which pointer of it. */
  readonly origin?: { readonly text: string; readonly offset: number; readonly document: number; readonly prefix: string };
  /** The place of a pointer inside the object; the nearest ancestor that exists when it does not. Computed when asked. */
  locate(pointer: string): Location & { kind: 'source' };
};

export type ContainerRole = 'container' | 'init' | 'sidecar' | 'ephemeral';

/** `value` has API defaults applied; `pointer` is the container's place in the object; `securityContext` is its own, without the pod's. A container without a name is called by its place. */
export type ContainerView = {
  readonly role: ContainerRole;
  readonly name: string;
  readonly image: string;
  readonly pointer: string;
  readonly value: JsonObject;
  readonly securityContext: JsonObject;
};

/** A pod template of any workload kind. `spec` has API defaults applied; `podPointer` points at the pod spec (`/spec/template/spec`), `metaPointer` at the template's metadata. */
export type Workload = {
  readonly object: ManifestObject;
  readonly podPointer: string;
  readonly metaPointer: string;
  readonly metadata: JsonObject;
  readonly spec: JsonObject;
  readonly containers: readonly ContainerView[];
};

/** All objects of a change, indexed. `problems` are documents and fields that could not be read; the rest is judged. */
export type Bundle = {
  readonly subject: number;
  readonly objects: readonly ManifestObject[];
  readonly workloads: readonly Workload[];
  readonly problems: readonly InputProblem[];
  ofKind(kind: string): readonly ManifestObject[];
  /** By kind, namespace ('' for none or default) and name. */
  find(kind: string, namespace: string, name: string): ManifestObject | undefined;
};
