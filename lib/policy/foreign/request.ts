import type { JsonObject } from '../../model/json.ts';

export type Operation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';

/** Who asks, as a cluster tells it in an admission request. `roles` and `clusterRoles`: as Kyverno resolves them, `namespace:name` and `name`. */
export type Requester = {
  readonly username: string;
  readonly groups: readonly string[];
  readonly uid?: string;
  readonly extra?: { readonly [key: string]: readonly string[] };
  readonly roles: readonly string[];
  readonly clusterRoles: readonly string[];
};

/**
 * What a foreign policy judges: one object, as an admission request would bring it. Manifests that nobody sends yet are asked about as CREATE, with
 * nobody (`requester` null). `namespace` is '' for objects that have none. `resource`: the plural, where a cluster tells it.
 */
export type ForeignRequest = {
  readonly operation: Operation;
  readonly object: JsonObject | null;
  readonly oldObject: JsonObject | null;
  readonly namespace: string;
  readonly requester: Requester | null;
  readonly subresource?: string;
  readonly resource?: { readonly group: string; readonly version: string; readonly resource: string };
  readonly dryRun?: boolean;
};
