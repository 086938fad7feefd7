import type { Severity } from '../../model/severity.ts';
import type { FlagCondition } from './flag-condition.ts';

export type FlagRow = {
  readonly id: string;
  readonly programs: readonly string[];
  readonly severity: Severity;
  readonly title: string;
  readonly why: string;
  readonly fix: string;
  readonly condition: FlagCondition;
  /** An admission plugin that works only when an AdmissionConfiguration configures it. */
  readonly configures?: string;
};

const api = ['kube-apiserver'] as const;
const controller = ['kube-controller-manager'] as const;
const scheduler = ['kube-scheduler'] as const;
const etcd = ['etcd'] as const;
const kubelet = ['kubelet'] as const;

type Rest = Omit<FlagRow, 'id' | 'programs' | 'condition'>;
const row = (id: string, programs: readonly string[], condition: FlagCondition, rest: Rest): FlagRow => ({
  id,
  programs,
  condition,
  ...rest,
});

const set = (...flags: string[]): FlagCondition => ({ kind: 'set', flags });
const unset = (flag: string): FlagCondition => ({ kind: 'unset', flag });
const is = (flag: string, value: string, missing: 'good' | 'bad' = 'bad'): FlagCondition => ({ kind: 'is', flag, value, missing });
const isNot = (flag: string, value: string): FlagCondition => ({ kind: 'is-not', flag, value });
const plugin = (...anyOf: string[]): FlagCondition => ({ kind: 'includes', flag: 'enable-admission-plugins', anyOf });
const noPlugin = (item: string): FlagCondition => ({ kind: 'excludes', flag: 'enable-admission-plugins', item });
const keptPlugin = (item: string): FlagCondition => ({ kind: 'excludes', flag: 'disable-admission-plugins', item });
const mode = (...anyOf: string[]): FlagCondition => ({ kind: 'includes', flag: 'authorization-mode', anyOf });
const atLeast = (flag: string, number: number): FlagCondition => ({ kind: 'at-least', flag, number });
/** On by default since Kubernetes 1.12. */
const rotation: FlagCondition = { kind: 'gate', flag: 'feature-gates', gate: 'RotateKubeletServerCertificate' };

/** Suites that CIS names for the API server, and the narrower set for the kubelet. */
const anyStrong =
  /^TLS_(?:AES_(?:128|256)_GCM_SHA(?:256|384)|CHACHA20_POLY1305_SHA256|(?:ECDHE_(?:ECDSA|RSA)|RSA)_WITH_(?:AES_(?:128|256)_(?:CBC|GCM)_SHA(?:256|384)?|CHACHA20_POLY1305(?:_SHA256)?|3DES_EDE_CBC_SHA))$/;
const forwardSecret =
  /^TLS_(?:AES_(?:128|256)_GCM_SHA(?:256|384)|CHACHA20_POLY1305_SHA256|(?:ECDHE_(?:ECDSA|RSA)|RSA)_WITH_(?:AES_(?:128|256)_GCM_SHA(?:256|384)|CHACHA20_POLY1305(?:_SHA256)?))$/;
const sampleSuite = 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384';

/** A row a flag; what must hold is CIS Kubernetes Benchmark sections 1 to 4 by item (ids in the alias table), the words are ours. */
export const flagRows: readonly FlagRow[] = [
  row('cp-anonymous-auth', api, is('anonymous-auth', 'false'), {
    severity: 'high',
    title: 'The API server refuses anonymous requests',
    why: 'Whoever reaches the port may ask without saying who they are.',
    fix: 'Set --anonymous-auth=false.',
  }),
  row('cp-basic-auth', api, unset('basic-auth-file'), {
    severity: 'high',
    title: 'No password file for the API server',
    why: 'Passwords in a file are plain, do not expire, and change only with a restart.',
    fix: 'Remove --basic-auth-file.',
  }),
  row('cp-token-auth', api, unset('token-auth-file'), {
    severity: 'high',
    title: 'No token file for the API server',
    why: 'Tokens in a file are plain, do not expire, and change only with a restart.',
    fix: 'Remove --token-auth-file.',
  }),
  row('cp-bootstrap-token', api, isNot('enable-bootstrap-token-auth', 'true'), {
    severity: 'low',
    title: 'Bootstrap tokens sign nobody in',
    why: 'Whoever reads such a token may join a machine as a node for as long as it is valid.',
    fix: 'Remove --enable-bootstrap-token-auth where nodes are not joined with tokens.',
  }),
  row('cp-external-ips', api, noPlugin('DenyServiceExternalIPs'), {
    severity: 'info',
    title: 'DenyServiceExternalIPs is used where it is meant',
    why: 'It refuses every Service with externalIPs; CIS wants that to be a choice, not a copied flag.',
    fix: 'Drop the plugin, or keep it and waive this where externalIPs are not used.',
  }),
  row('cp-kubelet-https', api, isNot('kubelet-https', 'false'), {
    severity: 'high',
    title: 'The API server talks to kubelets over TLS',
    why: 'Logs, exec sessions and tokens would cross the network in plain.',
    fix: 'Remove --kubelet-https=false.',
  }),
  row('cp-kubelet-client-cert', api, set('kubelet-client-certificate', 'kubelet-client-key'), {
    severity: 'high',
    title: 'The API server proves itself to kubelets',
    why: 'Without a certificate kubelets must accept anonymous requests.',
    fix: 'Set --kubelet-client-certificate and --kubelet-client-key.',
  }),
  row('cp-kubelet-ca', api, set('kubelet-certificate-authority'), {
    severity: 'high',
    title: 'The API server checks kubelet certificates',
    why: 'Someone on the network can pose as a node.',
    fix: 'Set --kubelet-certificate-authority.',
  }),
  row(
    'cp-authz-always-allow',
    api,
    { kind: 'excludes', flag: 'authorization-mode', item: 'AlwaysAllow' },
    {
      severity: 'critical',
      title: 'Requests are authorized',
      why: 'AlwaysAllow lets every caller do everything.',
      fix: 'Set --authorization-mode=Node,RBAC.',
    },
  ),
  row('cp-authz-node', api, mode('Node'), {
    severity: 'high',
    title: 'Nodes are authorized as nodes',
    why: 'Without the Node mode a kubelet reads what belongs to other nodes.',
    fix: 'Add Node to --authorization-mode.',
  }),
  row('cp-authz-rbac', api, mode('RBAC'), {
    severity: 'high',
    title: 'RBAC is on',
    why: 'Without it roles say nothing.',
    fix: 'Add RBAC to --authorization-mode.',
  }),
  row('cp-event-rate-limit', api, plugin('EventRateLimit'), {
    severity: 'low',
    title: 'Events are rate-limited',
    why: 'A client can flood the API server with events.',
    fix: 'Add EventRateLimit to --enable-admission-plugins, and its limits to the AdmissionConfiguration.',
    configures: 'EventRateLimit',
  }),
  row('cp-always-admit', api, noPlugin('AlwaysAdmit'), {
    severity: 'high',
    title: 'AlwaysAdmit is off',
    why: 'It lets every request through.',
    fix: 'Remove AlwaysAdmit from --enable-admission-plugins.',
  }),
  row('cp-always-pull', api, plugin('AlwaysPullImages'), {
    severity: 'low',
    title: 'Images are always pulled',
    why: 'A pod could use a private image that another pod left on the node.',
    fix: 'Add AlwaysPullImages to --enable-admission-plugins.',
  }),
  row('cp-security-context-deny', api, plugin('SecurityContextDeny', 'PodSecurityPolicy'), {
    severity: 'info',
    title: 'Old clusters deny security contexts or use a policy',
    why: 'Before Pod Security admission these were the only guards; both plugins are retired since.',
    fix: 'On v1.25 and newer use Pod Security admission and waive this.',
  }),
  row('cp-service-account-plugin', api, keptPlugin('ServiceAccount'), {
    severity: 'medium',
    title: 'The ServiceAccount plugin is not disabled',
    why: 'Pods would get no account of their own.',
    fix: 'Remove ServiceAccount from --disable-admission-plugins.',
  }),
  row('cp-namespace-lifecycle', api, keptPlugin('NamespaceLifecycle'), {
    severity: 'medium',
    title: 'The NamespaceLifecycle plugin is not disabled',
    why: 'Objects could be made in namespaces that are going away.',
    fix: 'Remove NamespaceLifecycle from --disable-admission-plugins.',
  }),
  row('cp-psp-plugin', api, plugin('PodSecurityPolicy'), {
    severity: 'info',
    title: 'Old clusters use PodSecurityPolicy',
    why: 'Before v1.25 it was the guard against privileged pods; it is gone since.',
    fix: 'On v1.25 and newer use Pod Security admission and waive this.',
  }),
  // PodSecurity is among the defaults since v1.23; a list that is written adds to them.
  row(
    'policy-mechanism',
    api,
    { kind: 'includes', flag: 'enable-admission-plugins', anyOf: ['PodSecurityPolicy', 'PodSecurity'], missing: 'good' },
    {
      severity: 'medium',
      title: 'A policy for pods is active',
      why: 'Nothing else stops privileged pods.',
      fix: 'Enable Pod Security admission and label the namespaces.',
    },
  ),
  row('cp-node-restriction', api, plugin('NodeRestriction'), {
    severity: 'high',
    title: 'Kubelets change only their own node',
    why: 'A captured node could relabel others and draw their pods.',
    fix: 'Add NodeRestriction to --enable-admission-plugins.',
  }),
  row('cp-insecure-bind', api, unset('insecure-bind-address'), {
    severity: 'critical',
    title: 'No insecure address',
    why: 'Requests there are neither encrypted, nor authenticated, nor authorized.',
    fix: 'Remove --insecure-bind-address.',
  }),
  // Closed by default since v1.20, and the flag is gone since v1.24.
  row('cp-insecure-port', api, is('insecure-port', '0', 'good'), {
    severity: 'high',
    title: 'No insecure port',
    why: 'Requests there are neither encrypted, nor authenticated, nor authorized.',
    fix: 'Remove --insecure-port; before v1.20 set it to 0.',
  }),
  row('cp-secure-port', api, isNot('secure-port', '0'), {
    severity: 'high',
    title: 'The secure port is on',
    why: 'Port 0 turns TLS off.',
    fix: 'Remove --secure-port=0.',
  }),
  row('cp-profiling', api, is('profiling', 'false'), {
    severity: 'low',
    title: 'The API server is not profiled',
    why: 'Profiles show the inside of the process to whoever may ask.',
    fix: 'Set --profiling=false.',
  }),
  row('cp-audit-path', api, set('audit-log-path'), {
    severity: 'medium',
    title: 'Requests are audited',
    why: 'Nobody can tell afterwards who did what.',
    fix: 'Set --audit-log-path and --audit-policy-file.',
  }),
  row('cp-audit-maxage', api, atLeast('audit-log-maxage', 30), {
    severity: 'low',
    title: 'Audit logs are kept for 30 days',
    why: 'Break-ins are often found weeks later.',
    fix: 'Set --audit-log-maxage to 30 or more.',
  }),
  row('cp-audit-maxbackup', api, atLeast('audit-log-maxbackup', 10), {
    severity: 'low',
    title: 'Ten audit log files are kept',
    why: 'A burst of requests would push out the ones that matter.',
    fix: 'Set --audit-log-maxbackup to 10 or more.',
  }),
  row('cp-audit-maxsize', api, atLeast('audit-log-maxsize', 100), {
    severity: 'low',
    title: 'Audit log files hold 100 MB',
    why: 'Small files are rotated away too soon.',
    fix: 'Set --audit-log-maxsize to 100 or more.',
  }),
  row('cp-audit-policy', api, set('audit-policy-file'), {
    severity: 'medium',
    title: 'There is an audit policy',
    why: 'Without a policy nothing is logged.',
    fix: 'Set --audit-policy-file.',
  }),
  row(
    'cp-request-timeout',
    api,
    { kind: 'duration', flag: 'request-timeout', fromSeconds: 60, belowSeconds: 300 },
    {
      severity: 'low',
      title: 'Requests end in good time',
      why: 'A long timeout lets slow clients hold connections, a short one breaks slow links.',
      fix: 'Leave --request-timeout at its default of 60s, or set it below 5m with a unit.',
    },
  ),
  row('cp-sa-lookup', api, isNot('service-account-lookup', 'false'), {
    severity: 'medium',
    title: 'Tokens of deleted accounts are refused',
    why: 'A token would outlive the account that it was made for.',
    fix: 'Remove --service-account-lookup=false.',
  }),
  row(
    'cp-sa-key',
    api,
    {
      kind: 'each-matches',
      flag: 'service-account-key-file',
      pattern: /\.(?:pem|key|pub|crt)$/,
      sample: '/etc/kubernetes/pki/sa.pub',
    },
    {
      severity: 'low',
      title: 'Account tokens have their own key',
      why: 'Sharing the TLS key ties its rotation to every token.',
      fix: 'Set --service-account-key-file.',
    },
  ),
  row('cp-sa-extend-token', api, is('service-account-extend-token-expiration', 'false'), {
    severity: 'low',
    title: 'Bound tokens expire when they say',
    why: 'The extension keeps a stolen token valid for a year.',
    fix: 'Set --service-account-extend-token-expiration=false.',
  }),
  row('cp-etcd-cert', api, set('etcd-certfile', 'etcd-keyfile'), {
    severity: 'high',
    title: 'The API server proves itself to etcd',
    why: 'Otherwise etcd must serve anyone.',
    fix: 'Set --etcd-certfile and --etcd-keyfile.',
  }),
  row('cp-tls-cert', api, set('tls-cert-file', 'tls-private-key-file'), {
    severity: 'high',
    title: 'The API server has a certificate',
    why: 'A self-signed one cannot be checked by clients.',
    fix: 'Set --tls-cert-file and --tls-private-key-file.',
  }),
  row('cp-client-ca', api, set('client-ca-file'), {
    severity: 'medium',
    title: 'Client certificates can be checked',
    why: 'Without it certificates of clients count for nothing.',
    fix: 'Set --client-ca-file.',
  }),
  row('cp-etcd-ca', api, set('etcd-cafile'), {
    severity: 'high',
    title: 'The API server checks etcd’s certificate',
    why: 'Someone on the network can pose as etcd.',
    fix: 'Set --etcd-cafile.',
  }),
  row('cp-encryption', api, set('encryption-provider-config'), {
    severity: 'medium',
    title: 'Secrets are encrypted in etcd',
    why: 'Who reads the disk or a backup reads every Secret.',
    fix: 'Set --encryption-provider-config.',
  }),
  row(
    'cp-ciphers',
    api,
    { kind: 'each-matches', flag: 'tls-cipher-suites', pattern: anyStrong, sample: sampleSuite },
    {
      severity: 'low',
      title: 'The API server uses strong ciphers',
      why: 'Weak suites can be broken by who records the traffic.',
      fix: 'Set --tls-cipher-suites to strong suites alone.',
    },
  ),
  row('cm-gc-threshold', controller, set('terminated-pod-gc-threshold'), {
    severity: 'info',
    title: 'Ended pods are collected',
    why: 'The default keeps 12500 of them.',
    fix: 'Set --terminated-pod-gc-threshold.',
  }),
  row('cm-profiling', controller, is('profiling', 'false'), {
    severity: 'low',
    title: 'The controller manager is not profiled',
    why: 'Profiles show the inside of the process to whoever may ask.',
    fix: 'Set --profiling=false.',
  }),
  row('cm-sa-credentials', controller, is('use-service-account-credentials', 'true'), {
    severity: 'medium',
    title: 'Controllers use their own accounts',
    why: 'One shared account gives each controller the rights of all.',
    fix: 'Set --use-service-account-credentials=true.',
  }),
  row(
    'cm-sa-private-key',
    controller,
    { kind: 'each-matches', flag: 'service-account-private-key-file', pattern: /\.(?:pem|key|crt)$/, sample: '/etc/kubernetes/pki/sa.key' },
    {
      severity: 'low',
      title: 'Account tokens are signed with their own key',
      why: 'Sharing the TLS key ties its rotation to every token.',
      fix: 'Set --service-account-private-key-file to a key file.',
    },
  ),
  row('cm-root-ca', controller, set('root-ca-file'), {
    severity: 'medium',
    title: 'Pods can check the API server',
    why: 'Without the CA in their account pods cannot tell the real server.',
    fix: 'Set --root-ca-file.',
  }),
  row('cm-rotate-kubelet', ['kube-controller-manager', 'kubelet'], rotation, {
    severity: 'low',
    title: 'Kubelet server certificates rotate',
    why: 'Certificates that are not renewed expire, or are made to last too long.',
    fix: 'Remove RotateKubeletServerCertificate=false from --feature-gates.',
  }),
  row('cm-bind-address', controller, is('bind-address', '127.0.0.1'), {
    severity: 'low',
    title: 'The controller manager listens on loopback',
    why: 'Its health and metrics would be open to the network.',
    fix: 'Set --bind-address=127.0.0.1.',
  }),
  row('sched-profiling', scheduler, is('profiling', 'false'), {
    severity: 'low',
    title: 'The scheduler is not profiled',
    why: 'Profiles show the inside of the process to whoever may ask.',
    fix: 'Set --profiling=false.',
  }),
  row('sched-bind-address', scheduler, is('bind-address', '127.0.0.1'), {
    severity: 'low',
    title: 'The scheduler listens on loopback',
    why: 'Its health and metrics would be open to the network.',
    fix: 'Set --bind-address=127.0.0.1.',
  }),
  row('etcd-cert', etcd, set('cert-file', 'key-file'), {
    severity: 'high',
    title: 'etcd serves over TLS',
    why: 'Every Secret would cross the network in plain.',
    fix: 'Set --cert-file and --key-file.',
  }),
  row('etcd-client-cert', etcd, is('client-cert-auth', 'true'), {
    severity: 'critical',
    title: 'etcd asks for client certificates',
    why: 'Whoever reaches the port owns the cluster.',
    fix: 'Set --client-cert-auth=true.',
  }),
  row('etcd-auto-tls', etcd, isNot('auto-tls', 'true'), {
    severity: 'medium',
    title: 'etcd makes no certificates of its own',
    why: 'Self-signed ones cannot be checked.',
    fix: 'Remove --auto-tls=true.',
  }),
  row('etcd-peer-cert', etcd, set('peer-cert-file', 'peer-key-file'), {
    severity: 'high',
    title: 'etcd members talk over TLS',
    why: 'Every Secret would cross the network in plain.',
    fix: 'Set --peer-cert-file and --peer-key-file.',
  }),
  row('etcd-peer-client-cert', etcd, is('peer-client-cert-auth', 'true'), {
    severity: 'high',
    title: 'etcd members prove themselves',
    why: 'A stranger could join and read everything.',
    fix: 'Set --peer-client-cert-auth=true.',
  }),
  row('etcd-peer-auto-tls', etcd, isNot('peer-auto-tls', 'true'), {
    severity: 'medium',
    title: 'etcd members make no certificates of their own',
    why: 'Self-signed ones cannot be checked.',
    fix: 'Remove --peer-auto-tls=true.',
  }),
  row('kubelet-anonymous', kubelet, is('anonymous-auth', 'false'), {
    severity: 'critical',
    title: 'Kubelets refuse anonymous requests',
    why: 'Whoever reaches the port could run commands in pods.',
    fix: 'Set --anonymous-auth=false.',
  }),
  row('kubelet-authz', kubelet, isNot('authorization-mode', 'AlwaysAllow'), {
    severity: 'critical',
    title: 'Kubelets authorize requests',
    why: 'AlwaysAllow lets every caller run commands in pods.',
    fix: 'Set --authorization-mode=Webhook.',
  }),
  row('kubelet-client-ca', kubelet, set('client-ca-file'), {
    severity: 'high',
    title: 'Kubelets check client certificates',
    why: 'Without it the API server cannot prove itself.',
    fix: 'Set --client-ca-file.',
  }),
  row('kubelet-read-only-port', kubelet, is('read-only-port', '0'), {
    severity: 'high',
    title: 'No read-only port',
    why: 'It tells anyone what runs on the node.',
    fix: 'Set --read-only-port=0.',
  }),
  row('kubelet-streaming', kubelet, isNot('streaming-connection-idle-timeout', '0'), {
    severity: 'low',
    title: 'Idle streams end',
    why: 'Endless streams use up the node’s connections.',
    fix: 'Remove --streaming-connection-idle-timeout=0.',
  }),
  row('kubelet-kernel-defaults', kubelet, is('protect-kernel-defaults', 'true'), {
    severity: 'low',
    title: 'Kubelets keep the kernel’s settings',
    why: 'They would change tuned settings without telling.',
    fix: 'Set --protect-kernel-defaults=true.',
  }),
  row('kubelet-iptables', kubelet, isNot('make-iptables-util-chains', 'false'), {
    severity: 'low',
    title: 'Kubelets keep iptables in order',
    why: 'Rules by hand drift from what pods need.',
    fix: 'Remove --make-iptables-util-chains=false.',
  }),
  row('kubelet-hostname', kubelet, unset('hostname-override'), {
    severity: 'low',
    title: 'Nodes keep their names',
    why: 'Another name breaks the tie between node, certificate and logs.',
    fix: 'Remove --hostname-override.',
  }),
  row(
    'kubelet-event-qps',
    kubelet,
    { kind: 'at-most', flag: 'event-qps', number: 5 },
    {
      severity: 'info',
      title: 'Kubelets do not flood the server with events',
      why: 'Too many events slow the API server, none hides what happens.',
      fix: 'Leave --event-qps at 5 or less.',
    },
  ),
  row('kubelet-tls', kubelet, set('tls-cert-file', 'tls-private-key-file'), {
    severity: 'medium',
    title: 'Kubelets have certificates',
    why: 'A self-signed one cannot be checked.',
    fix: 'Set --tls-cert-file and --tls-private-key-file.',
  }),
  row('kubelet-rotate', kubelet, isNot('rotate-certificates', 'false'), {
    severity: 'medium',
    title: 'Kubelet certificates rotate',
    why: 'They expire, or are made to last too long.',
    fix: 'Remove --rotate-certificates=false.',
  }),
  row('kubelet-rotate-server', kubelet, rotation, {
    severity: 'low',
    title: 'Kubelets rotate their server certificates',
    why: 'They expire, or are made to last too long.',
    fix: 'Remove RotateKubeletServerCertificate=false from --feature-gates.',
  }),
  row(
    'kubelet-ciphers',
    kubelet,
    { kind: 'each-matches', flag: 'tls-cipher-suites', pattern: forwardSecret, sample: sampleSuite },
    {
      severity: 'low',
      title: 'Kubelets use strong ciphers',
      why: 'Weak suites can be broken by who records the traffic.',
      fix: 'Set --tls-cipher-suites to strong suites alone.',
    },
  ),
  row('kubelet-pids', kubelet, atLeast('pod-max-pids', 1), {
    severity: 'low',
    title: 'Pods have a process limit',
    why: 'One pod can use up the node’s processes.',
    fix: 'Set --pod-max-pids.',
  }),
  row('kube-proxy-metrics', ['kube-proxy'], is('metrics-bind-address', '127.0.0.1', 'good'), {
    severity: 'low',
    title: 'kube-proxy’s metrics stay local',
    why: 'They tell anyone what the node serves.',
    fix: 'Set --metrics-bind-address=127.0.0.1.',
  }),
];
