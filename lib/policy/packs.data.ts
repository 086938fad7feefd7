import type { Severity } from '../model/severity.ts';

/** A named choice of rules. `severity` overrides the rule's own where the pack's purpose needs it. */
export type Pack = { readonly name: string; readonly title: string; readonly rules: readonly PackRule[] };
export type PackRule = string | { readonly rule: string; readonly severity: Severity };

// Which controls belong to which level: Kubernetes documentation, Pod Security Standards.
const baseline: readonly PackRule[] = [
  'host-pid',
  'host-ipc',
  'host-network',
  'host-port',
  'host-path',
  'probe-host',
  'windows-host-process',
  'privileged',
  'cap-add-baseline',
  'seccomp-unconfined',
  'apparmor-unconfined',
  'selinux-options',
  'proc-mount',
  'sysctls',
];

const restricted: readonly PackRule[] = [
  ...baseline,
  'privilege-escalation',
  'run-as-non-root',
  'run-as-user-zero',
  'cap-drop-all',
  'cap-add-net-bind-only',
  'seccomp-set',
  'volume-types',
];

/** What is dangerous and sure (denies), and the few habits that a careful team has (warns). */
const starter: readonly PackRule[] = [
  ...baseline.filter((rule) => rule !== 'host-port'),
  { rule: 'host-port', severity: 'medium' },
  'host-path-sensitive',
  'runtime-socket',
  'cap-dangerous',
  'cap-sys-admin',
  'cap-sys-module',
  'run-as-non-root',
  'run-as-user-zero',
  { rule: 'privilege-escalation', severity: 'medium' },
  { rule: 'cap-drop-all', severity: 'medium' },
  { rule: 'seccomp-set', severity: 'medium' },
  { rule: 'image-tag', severity: 'medium' },
  { rule: 'memory-limit', severity: 'medium' },
  'secret-literal-env',
  'secret-literal-args',
  'secret-in-configmap',
  'cloud-credentials',
  'namespace-refuses',
  'selector-mismatch',
  'service-external-ip',
  { rule: 'deprecated-api', severity: 'medium' },
  'rbac-cluster-admin',
  'rbac-system-masters',
  'rbac-anonymous',
  { rule: 'rbac-wildcard', severity: 'medium' },
  'df-secret-arg-env',
  'df-chpasswd',
  'df-curl-insecure',
  'df-wget-insecure',
  'df-pip-trusted-host',
  'df-npm-ssl',
  'df-git-ssl',
  'df-node-tls',
  'df-python-https',
  'df-apt-unauthenticated',
  'df-apt-force-yes',
  'df-apk-untrusted',
  'df-yum-gpg',
  'df-yum-sslverify',
  'df-rpm-signature',
  { rule: 'df-user-root', severity: 'medium' },
  { rule: 'df-base-latest', severity: 'medium' },
  { rule: 'df-base-tag', severity: 'medium' },
  'img-secret-env',
  'img-empty-password',
  // Many good public images run as root until a manifest says otherwise, which the rules on pods and across them judge.
  { rule: 'img-user-root', severity: 'low' },
  'across-run-as-non-root',
  'across-exec-program',
  'across-read-only-root',
];

/** Changes of a line or two with the best ratio of safety to work. */
const quickWins: readonly PackRule[] = [
  'privilege-escalation',
  'run-as-non-root',
  'read-only-rootfs',
  'cap-drop-all',
  'seccomp-set',
  'automount-token',
  'image-tag',
  'memory-limit',
  'memory-request',
  'cpu-request',
  'liveness-probe',
  'readiness-probe',
  'df-user-root',
  'df-base-tag',
  'df-base-latest',
  'df-apt-recommends',
  'df-apt-lists',
  'df-apk-no-cache',
  'df-pip-cache',
  'df-exec-form',
  'df-add-copy',
];

export const packs: readonly Pack[] = [
  { name: 'baseline', title: 'Pod Security Standards, level baseline: known ways from a pod to its node', rules: baseline },
  { name: 'restricted', title: 'Pod Security Standards, level restricted: hardening on top of baseline', rules: restricted },
  { name: 'starter', title: 'What is dangerous and sure, and a few good habits', rules: starter },
  { name: 'quick-wins', title: 'Changes of a line or two that remove the most risk', rules: quickWins },
];
