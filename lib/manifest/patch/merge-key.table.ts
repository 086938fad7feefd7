/** How a strategic merge finds the items of a list again. Source: x-kubernetes-patch-merge-key of the built-in types' OpenAPI. */
export const mergeKeys: { readonly [path: string]: string } = {
  containers: 'name',
  initContainers: 'name',
  ephemeralContainers: 'name',
  volumes: 'name',
  imagePullSecrets: 'name',
  resourceClaims: 'name',
  hostAliases: 'ip',
  topologySpreadConstraints: 'topologyKey',
  'containers/env': 'name',
  'containers/ports': 'containerPort',
  'containers/volumeMounts': 'mountPath',
  'containers/volumeDevices': 'devicePath',
  'Service/ports': 'port',
  'ServiceAccount/secrets': 'name',
  'ServiceAccount/imagePullSecrets': 'name',
  'metadata/ownerReferences': 'uid',
};

/** Groups whose types the API server knows how to merge; others take an RFC 7386 merge patch. Source: kubectl patch --type. */
export const mergedGroups: ReadonlySet<string> = new Set([
  '',
  'admissionregistration.k8s.io',
  'apps',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'networking.k8s.io',
  'node.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
]);
