/** Kinds by the resource that a path of the API server names. Source: `kubectl api-resources` of Kubernetes 1.35, Gateway API and the vertical pod autoscaler. */
const kinds = `ClusterRole ClusterRoleBinding ConfigMap ControllerRevision CronJob CSIDriver CustomResourceDefinition DaemonSet Deployment Endpoints EndpointSlice Event
Gateway GatewayClass HorizontalPodAutoscaler HTTPRoute Ingress IngressClass Job Lease LimitRange MutatingWebhookConfiguration Namespace NetworkPolicy Node PersistentVolume
PersistentVolumeClaim Pod PodDisruptionBudget PodTemplate PriorityClass ReplicaSet ReplicationController ResourceQuota Role RoleBinding RuntimeClass Secret Service
ServiceAccount StatefulSet StorageClass ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration VerticalPodAutoscaler VolumeAttachment`;

const irregular: readonly (readonly [string, string])[] = [['endpoints', 'Endpoints']];

const plural = (kind: string): string => {
  const name = kind.toLowerCase();
  if (/[^aeiou]y$/.test(name)) return `${name.slice(0, -1)}ies`;
  return /(?:s|x|ch|sh)$/.test(name) ? `${name}es` : `${name}s`;
};

const byResource = new Map([...kinds.split(/\s+/).map((kind): readonly [string, string] => [plural(kind), kind]), ...irregular]);

/** Undefined for resources of kinds that are not known by name. */
export const kindOfResource = (resource: string): string | undefined => byResource.get(resource);
