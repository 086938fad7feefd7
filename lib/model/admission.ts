export const operations = ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'] as const;
export type Operation = (typeof operations)[number];

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
 * What an admission request says beside its objects. `namespace` is '' for objects that have none; `resource` is the plural, `subresource` such as `exec`.
 * Source: kubernetes/api, admission/v1/types.go.
 */
export type AdmissionFacts = {
  readonly operation: Operation;
  readonly namespace: string;
  readonly requester: Requester | null;
  readonly subresource?: string;
  readonly resource?: { readonly group: string; readonly version: string; readonly resource: string };
  readonly dryRun?: boolean;
};
