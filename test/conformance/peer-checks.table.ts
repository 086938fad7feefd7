import { isList, type Json, type JsonObject, memberOf } from '../../lib/model/json.ts';

/**
 * A peer's check that is narrower than its row of checks.md, or that was configured: which of our rules say the same and with which parameters.
 * `kinds`: the check speaks of these kinds alone. `atBindings`: it names the binding where we name the role. `skip`: no rule of ours, and why.
 */
export type PeerCheck = {
  readonly rules?: readonly (readonly [rule: string, params?: JsonObject])[];
  readonly kinds?: readonly string[];
  readonly atBindings?: readonly string[];
  /** With `atBindings`: only bindings that have a subject of these kinds. */
  readonly subjectKinds?: readonly string[];
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
/** What kube-linter calls DeploymentLike. */
const deploymentLike = [...workloads, 'DeploymentConfig'];
const scaled = ['Deployment', 'ReplicaSet', 'StatefulSet', 'ReplicationController', 'DeploymentConfig'];
const always =
  (check: PeerCheck): FromConfig =>
  () =>
    check;
const contextOf = (podFields: string[], containerFields: string[] = [], ...more: string[]): FromConfig =>
  always({
    rules: [
      ['security-context-set', { on: containerFields.length > 0 ? ['container'] : ['pod'], podFields, containerFields }],
      ...more.map((rule) => [rule] as const),
    ],
  });
const windowsOption = (name: string): FromConfig => only('security-context-set', { on: [], windowsOptions: [name] });
const namespaceLevel = (...levels: string[]): FromConfig => always({ rules: [['namespace-pod-security', { levels }]] });

/** Polaris ships exemptions for what GKE and the cluster itself install. */
const polarisBinding = always({ atBindings: ['ClusterRoleBinding', 'RoleBinding'], exempt: /^(?:system|gce):|^cluster-admin$/ });

const polarisRole = always({ exempt: /^(?:system|gce):|^(?:cluster-admin|admin|edit)$/ });

/** The words of a tool's configuration that are plain text; patterns of secrets are ours already. */
const plain = (config: JsonObject, name: string): readonly string[] =>
  list(config, name).flatMap((word) => (typeof word === 'string' && !/[\\[\](){}|^$+?]/.test(word) ? [`**${word}**`] : []));
const credentials = (config: JsonObject): JsonObject => ({
  names: plain(config, 'sensitiveKeyNames'),
  values: plain(config, 'sensitiveValues'),
  allowedNames: plain(config, 'sensitiveKeyNamesAllowed'),
  allowedValues: plain(config, 'sensitiveValuesAllowed'),
});
const bothBindings = ['ClusterRoleBinding', 'RoleBinding'];
/** Checkov's graph checks look at bindings to accounts and nodes, and read no groups. */
const graph = (...rules: NonNullable<PeerCheck['rules']>): FromConfig =>
  always({
    rules: rules.map(([rule, params]) => [rule, { ...params, alone: true, anyGroup: true }] as const),
    atBindings: bothBindings,
    subjectKinds: ['Node', 'ServiceAccount'],
  });
const only = (rule: string, params: JsonObject): FromConfig => always({ rules: [[rule, params]] });
const reading = ['get', 'list', 'watch'];
const deletable = ['secrets', 'pods', 'services', 'deployments', 'replicasets', 'daemonsets', 'statefulsets', 'jobs', 'cronjobs'];
const polarisNames = [
  'aws_secret_access_key',
  'google_application_credentials',
  'azure_?*key',
  'oci_cli_key_content',
  '**password**',
  '**token**',
  '**bearer**',
  '**secret**',
];
const polarisDrops = [
  'NET_ADMIN',
  'CHOWN',
  'DAC_OVERRIDE',
  'FSETID',
  'FOWNER',
  'MKNOD',
  'NET_RAW',
  'SETGID',
  'SETUID',
  'SETFCAP',
  'SETPCAP',
  'NET_BIND_SERVICE',
  'SYS_CHROOT',
  'KILL',
  'AUDIT_WRITE',
];
/** Tools that ask init containers for resources too. */
const withInit = (...rules: string[]): FromConfig => always({ rules: rules.map((rule) => [rule, { initContainers: true }] as const) });
const resourceRows = new Map([
  ['CKV_K8S_10', 'cpu-request'],
  ['CKV_K8S_11', 'cpu-limit'],
  ['CKV_K8S_12', 'memory-request'],
  ['CKV_K8S_13', 'memory-limit'],
  ['KSV-0011', 'cpu-limit'],
  ['KSV-0015', 'cpu-request'],
  ['KSV-0016', 'memory-request'],
  ['KSV-0018', 'memory-limit'],
]);
const ofCloud = (...allowed: string[]): FromConfig => only('image-registry', { allowed, forbidden: [] });
const flagIsSet = (rule: string): FromConfig => only(rule, { number: -1 });

export const peerChecks: ReadonlyMap<string, FromConfig> = new Map<string, FromConfig>([
  ['checkov CKV_K8S_29', contextOf([])],
  ['checkov CKV_K8S_30', always({ rules: [['security-context-set', { on: ['container'] }]] })],
  ['checkov CKV_K8S_152', always({ rules: [['ingress-nginx-annotations', { containing: 'lua_' }]] })],
  ['checkov CKV_K8S_154', always({ rules: [['ingress-nginx-annotations', { containing: 'alias' }]] })],
  ['checkov CKV_K8S_23', only('run-as-non-root', { userSuffices: true })],
  ['checkov CKV_K8S_25', only('cap-add-baseline', { allowed: [] })],
  ['checkov CKV_K8S_31', only('seccomp-set', { types: ['RuntimeDefault'] })],
  ['checkov CKV_K8S_41', always({ kinds: ['ServiceAccount'] })],
  ['checkov CKV_K8S_15', only('image-pull-policy', { exceptDigests: true })],
  ['checkov CKV_K8S_34', always({ kinds: workloads })],
  ['checkov CKV_K8S_44', always({ kinds: ['Service'] })],
  ['checkov CKV_K8S_45', always({ kinds: workloads, rules: [['tiller', { onlyReachable: true }]] })],
  ['checkov CKV_K8S_155', always({ kinds: ['ClusterRole'] })],
  ['checkov CKV_K8S_156', always({ kinds: ['ClusterRole'] })],
  ['checkov CKV_K8S_158', only('rbac-escalate', { verbs: ['escalate'] })],
  ...['CKV_K8S_10', 'CKV_K8S_11', 'CKV_K8S_12', 'CKV_K8S_13'].map((id) => [`checkov ${id}`, withInit(resourceRows.get(id) ?? '')] as const),
  // Of an API server without the flag Checkov says nothing, but of the look-up of tokens it wants it written.
  ...(
    [
      ['CKV_K8S_78', 'cp-event-rate-limit'],
      ['CKV_K8S_80', 'cp-always-pull'],
      ['CKV_K8S_81', 'cp-security-context-deny'],
      ['CKV_K8S_84', 'cp-psp-plugin'],
      ['CKV_K8S_85', 'cp-node-restriction'],
      ['CKV_K8S_97', 'cp-sa-key'],
      ['CKV_K8S_121', 'etcd-peer-client-cert'],
    ] as const
  ).map(([id, rule]) => [`checkov ${id}`, only(rule, { unset: 'good' })] as const),
  ['checkov CKV_K8S_96', only('cp-sa-lookup', { unset: 'bad' })],
  ['checkov CKV_K8S_82', only('cp-service-account-plugin', { listed: true })],
  ['checkov CKV_K8S_83', only('cp-namespace-lifecycle', { listed: true })],
  ['checkov CKV_K8S_145', only('kubelet-iptables', { unset: 'bad' })],
  ['checkov CKV_K8S_88', only('cp-insecure-port', { unset: 'bad' })],
  ['checkov CKV_K8S_105', only('cp-ciphers', { unset: 'good' })],
  ['checkov CKV_K8S_151', only('kubelet-ciphers', { unset: 'good' })],
  ['checkov CKV2_K8S_1', graph(['rbac-bind', { verbs: ['bind'], resources: ['rolebindings', 'clusterrolebindings'] }])],
  [
    'checkov CKV2_K8S_2',
    graph(['rbac-exec', { verbs: ['create'], resources: ['pods/exec'] }], ['rbac-nodes-proxy', { verbs: ['create'] }]),
  ],
  ['checkov CKV2_K8S_3', graph(['rbac-impersonate'])],
  ['checkov CKV2_K8S_4', graph(['rbac-service-status'])],
  ['checkov CKV2_K8S_5', graph(['rbac-secrets', { verbs: reading }])],
  ['checkov CKV2_K8S_6', only('network-policy-missing', { directions: [] })],
  [
    'kube-linter access-to-secrets',
    always({
      rules: [['rbac-secrets', { verbs: [...reading, 'create', 'delete', 'deletecollection', 'update', 'patch'], anyGroup: true }]],
      atBindings: bothBindings,
    }),
  ],
  [
    'kube-linter access-to-create-pods',
    always({ rules: [['rbac-create-pods', { verbs: ['create'], anyGroup: true }]], atBindings: bothBindings }),
  ],
  ['kube-linter cluster-admin-role-binding', always({ kinds: ['ClusterRoleBinding'] })],
  ['kube-linter dangling-service', only('service-dangling', { selectorRequired: true })],
  ['kube-linter default-service-account', always({ kinds: deploymentLike })],
  ['kube-linter mismatching-selector', only('selector-mismatch', { required: true })],
  ['kube-linter unset-cpu-requirements', withInit('cpu-request')],
  ['kube-linter unset-memory-requirements', withInit('memory-limit')],
  ['kube-linter pdb-max-unavailable', only('pdb-blocks', { of: ['maxUnavailable'] })],
  ['kube-linter pdb-min-available', only('pdb-blocks', { of: ['minAvailable'] })],
  ['kube-score container-resources', withInit('cpu-request', 'cpu-limit', 'memory-request', 'memory-limit')],
  ['kube-linter env-value-from', only('env-source-missing', { changeIsAll: true })],
  ['kube-linter env-var-secret', only('secret-literal-env', { names: ['**secret**'] })],
  ['kube-linter hpa-minimum-three-replicas', only('hpa-min-replicas', { minimum: 3 })],
  ['kube-linter minimum-three-replicas', only('replicas', { minimum: 3, kinds: scaled })],
  ['kube-linter non-isolated-pod', always({ kinds: deploymentLike, rules: [['network-policy-missing', { directions: [] }]] })],
  [
    'kube-linter required-label-owner',
    always({ kinds: deploymentLike, rules: [['required-labels', { on: ['object'], all: ['owner'], any: [] }]] }),
  ],
  ['kube-linter required-annotation-email', always({ kinds: deploymentLike })],
  ['kube-linter restart-policy', only('restart-policy', { written: ['Always', 'OnFailure'] })],
  [
    'kube-linter run-as-non-root',
    always({ rules: [['run-as-non-root', { userSuffices: true }], ['high-gid', { minimum: 1 }], ['run-as-user-zero']] }),
  ],
  ['kube-linter sorted-keys', only('sorted-keys', { wanted: true })],
  ['kube-linter ssh-port', only('ssh-port', { ports: [22] })],
  ['kube-linter use-namespace', always({ kinds: [...deploymentLike, 'Service'] })],
  ['kube-linter wildcard-in-rules', only('rbac-wildcard', { parts: ['verbs', 'resources'] })],
  [
    'kube-linter priority-class-name',
    always({
      rules: [
        ['priority-class', { allowed: ['system-cluster-critical', 'system-node-critical', 'custom-priority-class-name'], required: false }],
      ],
    }),
  ],
  [
    'kube-score pod-probes',
    always({
      rules: [
        ['liveness-probe', { onlyBehindService: true, anyContainer: true }],
        ['readiness-probe', { onlyBehindService: true, anyContainer: true }],
      ],
    }),
  ],
  ['kube-score service-type', only('service-type', { forbidden: ['NodePort'] })],
  ['kube-score pod-topology-spread-constraints', only('topology-spread', { kinds: [] })],
  ['kube-score deployment-has-host-podantiaffinity', always({ kinds: ['Deployment'], rules: [['anti-affinity', { unsetReplicas: 2 }]] })],
  ['kube-score statefulset-has-host-podantiaffinity', always({ kinds: ['StatefulSet'], rules: [['anti-affinity', { unsetReplicas: 2 }]] })],
  [
    'kube-score deployment-replicas',
    (config) => ({
      kinds: ['Deployment'],
      rules: [['replicas', { minimum: memberOf(config, 'MinReplicasDeployment') ?? 2, onlyBehindService: true }]],
    }),
  ],
  ['kube-score deployment-strategy', always({ kinds: ['Deployment'], rules: [['rolling-update', { onlyBehindService: true }]] })],
  ['kube-score deployment-has-poddisruptionbudget', always({ kinds: ['Deployment'] })],
  ['kube-score statefulset-has-poddisruptionbudget', always({ kinds: ['StatefulSet'] })],
  ['kube-score deployment-targeted-by-hpa-does-not-have-replicas-configured', always({ kinds: ['Deployment'] })],
  ...['Deployment', 'StatefulSet'].map(
    (kind) =>
      [
        `kube-score ${kind.toLowerCase()}-pod-selector-labels-match-template-metadata-labels`,
        always({ kinds: [kind], rules: [['selector-mismatch', { required: true }]] }),
      ] as const,
  ),
  ['kube-score container-resource-requests-equal-limits', only('request-equals-limit', { written: true })],
  ['kube-score container-cpu-requests-equal-limits', only('request-equals-limit', { written: true, names: ['cpu'] })],
  ['kube-score container-memory-requests-equal-limits', only('request-equals-limit', { written: true, names: ['memory'] })],
  ['kube-score cronjob-restartpolicy', always({ kinds: ['CronJob'] })],
  ['kube-score service-targets-pod', only('service-dangling', { selectorRequired: true })],
  [
    'kube-score horizontalpodautoscaler-replicas',
    (config) => ({ rules: [['hpa-min-replicas', { minimum: memberOf(config, 'MinReplicasHPA') ?? 2 }]] }),
  ],
  [
    'kube-score stable-version',
    (config) => ({ rules: [['deprecated-api', { kubernetesVersion: memberOf(config, 'kubernetesVersion') ?? '' }]] }),
  ],
  ['polaris dangerousCapabilities', only('cap-dangerous', { names: ['ALL', 'SYS_ADMIN', 'NET_ADMIN'] })],
  ['polaris insecureCapabilities', only('cap-drop-all', { instead: polarisDrops })],
  ['polaris metadataAndInstanceMismatched', only('instance-label', { required: true })],
  ['polaris pullPolicyNotAlways', only('image-pull-policy', { written: true })],
  ['polaris runAsRootAllowed', only('run-as-non-root', { userSuffices: true })],
  ['polaris sensitiveContainerEnvVar', only('secret-literal-env', { names: polarisNames })],
  ['polaris sensitiveConfigmapContent', only('secret-in-configmap', { names: polarisNames })],
  ['polaris topologySpreadConstraint', only('topology-spread', { kinds: workloads.filter((kind) => !kind.endsWith('Job')) })],
  ['polaris missingPodDisruptionBudget', only('pdb-exists', { minimumReplicas: 0 })],
  ['polaris clusterrolePodExecAttach', polarisRole],
  ['polaris rolePodExecAttach', polarisRole],
  ['polaris clusterrolebindingPodExecAttach', polarisBinding],
  ['polaris rolebindingClusterRolePodExecAttach', polarisBinding],
  ['polaris rolebindingRolePodExecAttach', polarisBinding],
  ['polaris rolebindingClusterAdminClusterRole', always({ exempt: /^(?:system|gce):/ })],
  ['polaris rolebindingClusterAdminRole', always({ exempt: /^(?:system|gce):/ })],
  ['trivy KCV-0020', flagIsSet('cp-audit-maxage')],
  ['trivy KCV-0021', flagIsSet('cp-audit-maxbackup')],
  ['trivy KCV-0022', flagIsSet('cp-audit-maxsize')],
  ['trivy KCV-0038', only('cm-rotate-kubelet', { unset: 'bad' })],
  ...['KSV-0011', 'KSV-0015', 'KSV-0016', 'KSV-0018'].map((id) => [`trivy ${id}`, withInit(resourceRows.get(id) ?? '')] as const),
  ['trivy KCV-0013', only('cp-security-context-deny', { unset: 'good' })],
  ['trivy KSV-0022', only('cap-add-baseline', { allowed: [] })],
  ['trivy KSV-0028', only('volume-types', { alsoAllowed: ['hostPath', 'photonPersistentDisk'] })],
  ['trivy KSV-0037', only('system-namespace', { critical: true })],
  ['trivy KSV-0104', always({ rules: [['seccomp-unconfined'], ['seccomp-set']] })],
  ['trivy KSV-0108', only('service-external-ip', { names: true })],
  [
    'trivy KSV-0121',
    only('host-path-sensitive', { paths: ['/', '/boot', '/dev', '/etc', '/lib', '/proc', '/sys', '/usr', '/var/lib/docker'] }),
  ],
  ['trivy KSV-0106', always({ rules: [['cap-add-net-bind-only'], ['cap-drop-all']] })],
  ['trivy KSV-0111', always({ kinds: bothBindings, rules: [['rbac-cluster-admin', { roleNames: ['cluster-admin', 'admin', 'edit'] }]] })],
  ['trivy KSV-0002', only('apparmor-set', { required: false })],
  ['trivy KSV-0032', ofCloud('*.azurecr.io', 'azurecr.io')],
  ['trivy KSV-0033', ofCloud('*.gcr.io', 'gcr.io')],
  ['trivy KSV-0034', only('image-registry', { allowed: [], forbidden: ['docker.io', 'ghcr.io'] })],
  ['trivy KSV-0035', ofCloud('*.amazonaws.com', '*.amazonaws.com.cn')],
  ['trivy KSV-0036', only('automount-token', { onlyWritten: true })],
  [
    'trivy KSV-0125',
    (config) => {
      const own = list(config, 'trusted_registries');
      const clouds = ['*.azurecr.io', 'azurecr.io', '*.amazonaws.com', '*.amazonaws.com.cn', 'gcr.io', '*.gcr.io'];
      return { rules: [['image-registry', { allowed: own.length > 0 ? own : clouds, forbidden: [] }]] };
    },
  ],
  [
    'trivy KSV-01010',
    only('secret-in-configmap', { names: ['**username**', '**email**', '**key**', '**phone**', '**sha1**', '**md5**', '**iban**'] }),
  ],
  [
    'trivy KSV-0112',
    only('rbac-wildcard', {
      parts: ['resources'],
      verbs: ['create', 'update', 'patch', 'delete', 'deletecollection', 'impersonate', 'list', 'get', 'watch'],
    }),
  ],
  ['trivy KSV-0119', only('cap-net-raw', { mustDrop: false })],
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
        [
          'image-registry',
          { allowed: [], forbidden: ['docker.io/library', ...list(config, 'publicRegistries'), ...list(config, 'untrustedRegistries')] },
        ],
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
  ['kubescape rbac-enabled-native', only('cp-authz-rbac', { unset: 'good' })],
  ['kubescape rule-can-modify-admission-webhooks', only('rbac-webhooks', { verbs: ['create', 'update', 'delete'] })],
  [
    'kubescape namespace-without-service-account',
    always({ kinds: ['Namespace'], rules: [['default-service-account', { perNamespace: true }]] }),
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
  [
    'kubescape label-usage-for-resources',
    (config) =>
      list(config, 'recommendedLabels').length > 0 ? { rules: [['required-labels', { any: list(config, 'recommendedLabels') }]] } : {},
  ],
  [
    'kubescape image-pull-policy-is-not-set-to-always',
    (config) => ({ rules: [['image-pull-policy', { onlyTags: ['latest', ...list(config, 'floatingImageTags')] }]] }),
  ],
  [
    'kubescape exposed-sensitive-interfaces',
    (config) => ({ rules: [['external-facing', { names: list(config, 'sensitiveInterfaces') }]] }),
  ],
  [
    'kubescape exposed-sensitive-interfaces-v1',
    (config) => ({ rules: [['external-facing', { names: list(config, 'sensitiveInterfaces') }]] }),
  ],
  ['kubescape rule-credentials-in-env-var', (config) => ({ rules: [['secret-literal-env', credentials(config)], ['secret-as-env']] })],
  ['kubescape rule-credentials-configmap', (config) => ({ rules: [['secret-in-configmap', credentials(config)]] })],
  ['kubescape serviceaccount-token-mount', only('automount-token', { onlyBound: true })],
  ['kubescape access-container-service-account-v1', only('automount-token', { of: ['accounts'], onlyBound: true })],
  ['kubescape automount-default-service-account', always({ kinds: ['ServiceAccount'] })],
  ['kubescape ensure-default-service-accounts-has-only-default-roles', always({ rules: [['default-sa-binding']] })],
  ...['2021-25741', '2022-0185', '2022-23648', '2022-24348', '2022-3172', '2022-39328', '2022-47633'].map(
    (id) => [`kubescape CVE-${id}`, only('cve-specific', { only: [`CVE-${id}`] })] as const,
  ),
  ['kubescape detect-aggregated-api-server-redirection', only('cve-specific', { only: ['CVE-2022-3172'] })],
  ['kubescape exec-into-container-v1', only('rbac-exec', { verbs: ['create'], resources: ['pods/exec'] })],
  ['kubescape rule-can-approve-cert-signing-request', only('rbac-csr', { alone: true, verbs: ['update'] })],
  [
    'kubescape rule-can-bind-escalate',
    always({
      rules: [
        ['rbac-bind', { alone: true, verbs: ['bind'] }],
        ['rbac-escalate', { verbs: ['escalate'] }],
      ],
    }),
  ],
  ['kubescape rule-can-create-pod', only('rbac-create-pods', { verbs: ['create'], resources: ['pods'] })],
  ['kubescape rule-can-impersonate-users-groups-v1', always({ rules: [['rbac-impersonate']] })],
  ['kubescape rule-can-list-get-secrets-v1', only('rbac-secrets', { verbs: reading })],
  ['kubescape rule-can-update-configmap-v1', only('rbac-configmaps', { verbs: ['update', 'patch'] })],
  ['kubescape rule-can-delete-k8s-events-v1', only('rbac-delete', { resources: ['events'] })],
  ['kubescape rule-excessive-delete-rights-v1', only('rbac-delete', { resources: deletable })],
  ['kubescape rule-list-all-cluster-admins-v1', only('rbac-cluster-admin', { coreSuffices: true })],
  [
    'kubescape workload-with-administrative-roles',
    always({ kinds: workloads, rules: [['rbac-cluster-admin', { rights: [], ownNamespace: true, coreSuffices: true }]] }),
  ],
  [
    'kubescape workload-with-cluster-takeover-roles',
    always({ kinds: workloads, rules: [['rbac-cluster-admin', { rights: ['rbac-create-pods', 'rbac-secrets'], ownNamespace: true }]] }),
  ],
  ['kubescape non-root-containers', only('run-as-non-root', { userSuffices: true })],
  ['kubescape rule-allow-privilege-escalation', always({ rules: [['privilege-escalation']] })],
  ['kubescape immutable-container-filesystem', always({ rules: [['read-only-rootfs']] })],
  ['kubescape drop-capability-netraw', always({ rules: [['cap-net-raw']] })],
  ['kubescape set-seccomp-profile', always({ rules: [['seccomp-set']] })],
  ['kubescape set-seccomp-profile-RuntimeDefault', always({ rules: [['seccomp-set', { types: ['RuntimeDefault'] }]] })],
  ['kubescape set-sysctls-params', always({ rules: [['sysctls']] })],
  ['kubescape set-fsgroup-value', contextOf(['fsGroup'], [], 'security-context-value')],
  ['kubescape set-fsgroupchangepolicy-value', contextOf(['fsGroupChangePolicy'], [], 'security-context-value')],
  ['kubescape set-supplementalgroups-values', always({ rules: [['root-group']] })],
  ['kubescape set-seLinuxOptions', contextOf([], ['seLinuxOptions'])],
  ['kubescape set-procmount-default', always({ rules: [['proc-mount']] })],
  ['kubescape set-gmsacredentialspecname-value', windowsOption('gmsaCredentialSpecName')],
  ['kubescape set-runasusername-value', windowsOption('runAsUserName')],
  ['kubescape set-hostprocess-true', always({ rules: [['windows-host-process']] })],
  ['kubescape ensure-https-loadbalancers-encrypted-with-tls-aws', only('managed-cloud', { anyLoadBalancer: true })],
  ['kubescape alert-container-optimized-os-not-in-use', only('managed-cloud', { systems: ['Bottlerocket'] })],
  [
    'kubescape encrypt-traffic-to-https-load-balancers-with-tls-certificates',
    always({ skip: 'asks every Service to be an internal load balancer of Azure, those that are none too' }),
  ],
  ['kubescape list-all-namespaces', only('namespace-boundaries', { labels: [], inventory: true })],
  ['kubescape pod-security-admission-baseline-applied-1', namespaceLevel('baseline', 'restricted')],
  ['kubescape pod-security-admission-baseline-applied-2', namespaceLevel('baseline', 'restricted')],
  ['kubescape pod-security-admission-restricted-applied-1', namespaceLevel('restricted')],
  ['kubescape pod-security-admission-restricted-applied-2', namespaceLevel('restricted')],
]);

function sandboxMaximum(config: JsonObject, resource: string): JsonObject {
  const value = memberOf(first(config, `sandbox_${resource}_limit_max`), 'value');
  return { limits: value === undefined ? {} : { [resource]: value } };
}
