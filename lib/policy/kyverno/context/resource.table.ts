import { resourceOf } from '../../foreign/plural.ts';

/** Kinds by the resource that a path of the API server names. Source: `kubectl api-resources` of Kubernetes 1.35, Gateway API and the vertical pod autoscaler. */
const kinds = `ClusterRole ClusterRoleBinding ConfigMap ControllerRevision CronJob CSIDriver CustomResourceDefinition DaemonSet Deployment Endpoints EndpointSlice Event
Gateway GatewayClass HorizontalPodAutoscaler HTTPRoute Ingress IngressClass Job Lease LimitRange MutatingWebhookConfiguration Namespace NetworkPolicy Node PersistentVolume
PersistentVolumeClaim Pod PodDisruptionBudget PodTemplate PriorityClass ReplicaSet ReplicationController ResourceQuota Role RoleBinding RuntimeClass Secret Service
ServiceAccount StatefulSet StorageClass ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration VerticalPodAutoscaler VolumeAttachment`;

const byResource = new Map(kinds.split(/\s+/).map((kind): readonly [string, string] => [resourceOf(kind), kind]));

/** Undefined for resources of kinds that are not known by name. */
export const kindOfResource = (resource: string): string | undefined => byResource.get(resource);
