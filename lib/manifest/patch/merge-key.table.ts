/** How a strategic merge finds the items of a list again. Source: x-kubernetes-patch-merge-key of the built-in types' OpenAPI, patchMergeKey in k8s.io/api. */
export const mergeKeys: { readonly [path: string]: string } = {
  containers: 'name',
  initContainers: 'name',
  ephemeralContainers: 'name',
  volumes: 'name',
  imagePullSecrets: 'name',
  resourceClaims: 'name',
  hostAliases: 'ip',
  schedulingGates: 'name',
  topologySpreadConstraints: 'topologyKey',
  'containers/env': 'name',
  'containers/ports': 'containerPort',
  'containers/volumeMounts': 'mountPath',
  'containers/volumeDevices': 'devicePath',
  'Service/ports': 'port',
  'ServiceAccount/secrets': 'name',
  'ValidatingWebhookConfiguration/webhooks': 'name',
  'MutatingWebhookConfiguration/webhooks': 'name',
  'webhooks/matchConditions': 'name',
  'ValidatingAdmissionPolicy/matchConditions': 'name',
  'ValidatingAdmissionPolicy/variables': 'name',
  'CSINode/drivers': 'name',
  'metadata/ownerReferences': 'uid',
};

/** Lists of texts to which a merge adds; what goes is named by a directive. Source: patchStrategy `merge` without a key in k8s.io/api. */
export const mergedTexts: ReadonlySet<string> = new Set(['metadata/finalizers', 'Node/podCIDRs']);

/** Maps that a merge replaces as a whole. Source: patchStrategy `replace` in k8s.io/api. */
export const replacedMaps: ReadonlySet<string> = new Set(['PodDisruptionBudget/selector']);

/** Lists whose order says something: a merge puts new items first unless the order is given. */
export const orderedLists: ReadonlySet<string> = new Set(['initContainers', 'containers', 'env']);

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
