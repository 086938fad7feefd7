import type { Rule } from '../rule.ts';
import { aliasTable } from './alias.table.ts';

type WithoutAliases<R> = R extends Rule ? Omit<R, 'aliases'> : never;

/** A rule of this folder: its aliases stand in the alias table under its id. */
export const kubernetesRule = (definition: WithoutAliases<Rule>): Rule => ({ ...definition, aliases: aliasTable.get(definition.id) ?? [] });

const documentation = 'https://kubernetes.io/docs';

/** Pages that rules point at. */
export const reference = {
  podSecurity: `${documentation}/concepts/security/pod-security-standards/`,
  securityContext: `${documentation}/tasks/configure-pod-container/security-context/`,
  serviceAccount: `${documentation}/tasks/configure-pod-container/configure-service-account/`,
  images: `${documentation}/concepts/containers/images/`,
  resources: `${documentation}/concepts/configuration/manage-resources-containers/`,
  probes: `${documentation}/concepts/configuration/liveness-readiness-startup-probes/`,
  volumes: `${documentation}/concepts/storage/volumes/`,
  networkPolicy: `${documentation}/concepts/services-networking/network-policies/`,
  service: `${documentation}/concepts/services-networking/service/`,
  ingress: `${documentation}/concepts/services-networking/ingress/`,
  gateway: 'https://gateway-api.sigs.k8s.io/concepts/api-overview/',
  rbac: `${documentation}/concepts/security/rbac-good-practices/`,
  disruption: `${documentation}/concepts/workloads/pods/disruptions/`,
  autoscaling: `${documentation}/tasks/run-application/horizontal-pod-autoscale/`,
  deployment: `${documentation}/concepts/workloads/controllers/deployment/`,
  statefulSet: `${documentation}/concepts/workloads/controllers/statefulset/`,
  job: `${documentation}/concepts/workloads/controllers/job/`,
  cronJob: `${documentation}/concepts/workloads/controllers/cron-jobs/`,
  scheduling: `${documentation}/concepts/scheduling-eviction/assign-pod-node/`,
  priority: `${documentation}/concepts/scheduling-eviction/pod-priority-preemption/`,
  labels: `${documentation}/concepts/overview/working-with-objects/common-labels/`,
  namespaces: `${documentation}/concepts/overview/working-with-objects/namespaces/`,
  deprecation: `${documentation}/reference/using-api/deprecation-guide/`,
  secrets: `${documentation}/concepts/configuration/secret/`,
  externalSecret: 'https://external-secrets.io/latest/api/externalsecret/',
  secretStore: 'https://external-secrets.io/latest/api/secretstore/',
  clusterSecretStore: 'https://external-secrets.io/latest/api/clustersecretstore/',
  quota: `${documentation}/concepts/policy/resource-quotas/`,
  limitRange: `${documentation}/concepts/policy/limit-range/`,
  apiServer: `${documentation}/reference/command-line-tools-reference/kube-apiserver/`,
  admission: `${documentation}/reference/access-authn-authz/admission-controllers/`,
  dns: `${documentation}/concepts/services-networking/dns-pod-service/`,
} as const;
