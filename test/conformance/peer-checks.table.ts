import { isList, type Json, type JsonObject, memberOf } from '../../lib/model/json.ts';

/**
 * A peer's check that is narrower than its row of checks.md, or that was configured: which of our rules say the same and with which parameters.
 * `kinds`: the check speaks of these kinds alone. `atBindings`: it names the binding where we name the role. `skip`: no rule of ours, and why.
 */
export type PeerCheck = {
  readonly rules?: readonly (readonly [rule: string, params?: JsonObject])[];
  readonly kinds?: readonly string[];
  readonly atBindings?: readonly string[];
  readonly skip?: string;
  /** Names that the tool's own configuration exempts; with us that is a waiver. */
  readonly exempt?: RegExp;
};

type FromConfig = (config: JsonObject) => PeerCheck;

const list = (config: JsonObject, name: string): readonly Json[] => {
  const value = memberOf(config, name);
  return isList(value) ? value : [];
};
const first = (config: JsonObject, name: string): JsonObject => {
  const [value] = list(config, name);
  return value === undefined ? {} : { value };
};
const maximum = (config: JsonObject, resource: string, request: string, limit: string): JsonObject => {
  const [most, limited] = [memberOf(first(config, request), 'value'), memberOf(first(config, limit), 'value')];
  return { requests: most === undefined ? {} : { [resource]: most }, limits: limited === undefined ? {} : { [resource]: limited } };
};
const workloads = ['Pod', 'Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'ReplicationController'];
const always =
  (check: PeerCheck): FromConfig =>
  () =>
    check;
const contextOf = (podFields: string[], containerFields: string[] = []): FromConfig =>
  always({ rules: [['security-context-set', { on: containerFields.length > 0 ? ['container'] : ['pod'], podFields, containerFields }]] });
const windowsOnly = always({ skip: 'asks Windows pods to set an option that is a choice, not a protection' });
const namespaceLevel = (...levels: string[]): FromConfig => always({ rules: [['namespace-pod-security', { levels }]] });

/** Polaris ships exemptions for what GKE and the cluster itself install. */
const polarisBinding = always({ atBindings: ['ClusterRoleBinding', 'RoleBinding'], exempt: /^(?:system|gce):|^cluster-admin$/ });

export const peerChecks: ReadonlyMap<string, FromConfig> = new Map<string, FromConfig>([
  ['checkov CKV_K8S_29', contextOf([])],
  ['checkov CKV_K8S_30', always({ rules: [['security-context-set', { on: ['container'] }]] })],
  ['checkov CKV_K8S_152', always({ rules: [['ingress-nginx-annotations', { containing: 'lua_' }]] })],
  ['checkov CKV_K8S_154', always({ rules: [['ingress-nginx-annotations', { containing: 'alias' }]] })],
  ['checkov CKV2_K8S_4', always({ atBindings: ['ClusterRoleBinding', 'RoleBinding'] })],
  ['checkov CKV2_K8S_5', always({ atBindings: ['ClusterRoleBinding'] })],
  ['kube-linter access-to-secrets', always({ atBindings: ['ClusterRoleBinding', 'RoleBinding'] })],
  ['kube-linter access-to-create-pods', always({ atBindings: ['ClusterRoleBinding', 'RoleBinding'] })],
  [
    'kube-linter priority-class-name',
    always({
      rules: [
        ['priority-class', { allowed: ['system-cluster-critical', 'system-node-critical', 'custom-priority-class-name'], required: false }],
      ],
    }),
  ],
  ['kube-score deployment-replicas', (config) => ({ rules: [['replicas', { minimum: memberOf(config, 'MinReplicasDeployment') ?? 2 }]] })],
  [
    'kube-score horizontalpodautoscaler-replicas',
    (config) => ({ rules: [['hpa-min-replicas', { minimum: memberOf(config, 'MinReplicasHPA') ?? 2 }]] }),
  ],
  [
    'kube-score stable-version',
    (config) => ({ rules: [['deprecated-api', { kubernetesVersion: memberOf(config, 'kubernetesVersion') ?? '' }]] }),
  ],
  ['polaris clusterrolebindingPodExecAttach', polarisBinding],
  ['polaris rolebindingClusterRolePodExecAttach', polarisBinding],
  ['polaris rolebindingRolePodExecAttach', polarisBinding],
  ['polaris rolebindingClusterAdminClusterRole', always({ exempt: /^(?:system|gce):/ })],
  ['polaris rolebindingClusterAdminRole', always({ exempt: /^(?:system|gce):/ })],
  ['trivy KSV-0044', always({ rules: [['rbac-wildcard', { together: true }]] })],
  ['trivy KSV-0045', always({ rules: [['rbac-wildcard', { parts: ['verbs'] }]] })],
  ['trivy KSV-0046', always({ rules: [['rbac-wildcard', { parts: ['resources'] }]] })],
  [
    'kubescape agent-sandbox-image-registry-allowlist',
    (config) => ({ rules: [['image-registry', { allowed: list(config, 'imageRepositoryAllowList'), forbidden: [] }]] }),
  ],
  [
    'kubescape agent-sandbox-image-tag-provenance',
    (config) => ({ rules: [['image-tag', { floating: ['latest', ...list(config, 'floatingImageTags')] }]] }),
  ],
  [
    'kubescape agent-sandbox-hardened-runtime-class',
    (config) => ({ rules: [['sandbox-runtime-class', { classes: list(config, 'hardenedSandboxRuntimeClasses') }]] }),
  ],
  [
    'kubescape container-image-repository',
    (config) => ({ rules: [['image-registry', { allowed: list(config, 'imageRepositoryAllowList'), forbidden: [] }]] }),
  ],
  [
    'kubescape rule-identify-blocklisted-image-registries',
    (config) => ({
      rules: [
        ['image-registry', { allowed: [], forbidden: [...list(config, 'publicRegistries'), ...list(config, 'untrustedRegistries')] }],
      ],
    }),
  ],
  [
    'kubescape image-not-pinned-to-digest',
    (config) => ({ rules: [['image-digest', { exempt: list(config, 'imageDigestExemptRepositories') }]] }),
  ],
  ['kubescape insecure-capabilities', (config) => ({ rules: [['cap-dangerous', { names: list(config, 'insecureCapabilities') }]] })],
  [
    'kubescape k8s-common-labels-usage',
    (config) =>
      list(config, 'k8sRecommendedLabels').length > 0
        ? { rules: [['required-labels', { any: list(config, 'k8sRecommendedLabels') }]] }
        : {},
  ],
  ['kubescape k8s-audit-logs-enabled-native', always({ rules: [['cp-audit-policy']] })],
  ['kubescape ensure_network_policy_configured_in_labels', always({ rules: [['network-policy-missing', { directions: [] }]] })],
  ['kubescape ingress-and-egress-blocked', always({ kinds: workloads })],
  [
    'kubescape resources-sandbox-cpu-limits',
    (config) => ({ rules: [['cpu-limit'], ['resource-max', { requests: {}, ...sandboxMaximum(config, 'cpu') }]] }),
  ],
  [
    'kubescape resources-sandbox-memory-limits',
    (config) => ({ rules: [['memory-limit'], ['resource-max', { requests: {}, ...sandboxMaximum(config, 'memory') }]] }),
  ],
  [
    'kubescape resources-memory-limit-and-request',
    (config) => ({
      rules: [['memory-request'], ['memory-limit'], ['resource-max', maximum(config, 'memory', 'memory_request_max', 'memory_limit_max')]],
    }),
  ],
  [
    'kubescape resources-cpu-limit-and-request',
    (config) => ({ rules: [['cpu-request'], ['cpu-limit'], ['resource-max', maximum(config, 'cpu', 'cpu_request_max', 'cpu_limit_max')]] }),
  ],
  ['kubescape rule-credentials-in-env-var', always({ rules: [['secret-literal-env'], ['secret-as-env']] })],
  ['kubescape workload-with-administrative-roles', always({ kinds: workloads })],
  ['kubescape workload-with-cluster-takeover-roles', always({ kinds: workloads })],
  ['kubescape non-root-containers', always({ rules: [['run-as-non-root']] })],
  ['kubescape rule-allow-privilege-escalation', always({ rules: [['privilege-escalation']] })],
  ['kubescape immutable-container-filesystem', always({ rules: [['read-only-rootfs']] })],
  ['kubescape drop-capability-netraw', always({ rules: [['cap-net-raw']] })],
  ['kubescape set-seccomp-profile', always({ rules: [['seccomp-set']] })],
  ['kubescape set-seccomp-profile-RuntimeDefault', always({ rules: [['seccomp-set', { types: ['RuntimeDefault'] }]] })],
  ['kubescape set-sysctls-params', always({ rules: [['sysctls']] })],
  ['kubescape set-fsgroup-value', contextOf(['fsGroup'])],
  ['kubescape set-fsgroupchangepolicy-value', contextOf(['fsGroupChangePolicy'])],
  ['kubescape set-supplementalgroups-values', always({ rules: [['root-group']] })],
  ['kubescape set-seLinuxOptions', contextOf([], ['seLinuxOptions'])],
  ['kubescape set-procmount-default', always({ rules: [['proc-mount']] })],
  ['kubescape set-gmsacredentialspecname-value', windowsOnly],
  ['kubescape set-runasusername-value', windowsOnly],
  ['kubescape set-hostprocess-true', windowsOnly],
  ['kubescape pod-security-admission-baseline-applied-1', namespaceLevel('baseline', 'restricted')],
  ['kubescape pod-security-admission-baseline-applied-2', namespaceLevel('baseline', 'restricted')],
  ['kubescape pod-security-admission-restricted-applied-1', namespaceLevel('restricted')],
  ['kubescape pod-security-admission-restricted-applied-2', namespaceLevel('restricted')],
]);

function sandboxMaximum(config: JsonObject, resource: string): JsonObject {
  const value = memberOf(first(config, `sandbox_${resource}_limit_max`), 'value');
  return { limits: value === undefined ? {} : { [resource]: value } };
}
