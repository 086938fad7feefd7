import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../lib/model/json.ts';
import { judge } from './judge.ts';
import { object, pod, workload } from './text.ts';

const role = (rules: string, more = ''): string =>
  object('rbac.authorization.k8s.io/v1', 'ClusterRole', `rules: [${rules}]`, `name: agent${more}`);
const bound = (kind: string, subject: string): string =>
  object(
    'rbac.authorization.k8s.io/v1',
    kind,
    `roleRef: {kind: ClusterRole, name: agent, apiGroup: rbac.authorization.k8s.io}\nsubjects: [{${subject}}]`,
    'name: agent, namespace: default',
  );
const account = 'kind: ServiceAccount, name: default, namespace: default';
const secrets = (verbs: string, more = ''): string => `{apiGroups: [""], resources: [secrets], verbs: [${verbs}]${more}}`;
const env = (name: string, value: string): string => pod('', `env: [{name: ${name}, value: "${value}"}]`);
const server = (...flags: string[]): string => pod('', `command: [kube-apiserver, ${flags.map((flag) => `"${flag}"`).join(', ')}]`);

const initial = 'initContainers: [{name: init, image: "registry.example.com/init:1"}]';
const limited = 'resources: {limits: {memory: 1Mi}}';
const beside = (more: string): string => `ephemeralContainers: [{name: side, image: "registry.example.com/side:1"${more}}]`;
const spread = (more: string): string => `{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway${more}}`;

const service = (spec: string): string => object('v1', 'Service', `spec: {${spec}}`);
const ofSystem = (spec: string): string =>
  object('v1', 'Pod', `spec: {containers: [{name: a}]${spec}}`, 'name: a, namespace: kube-system, labels: {tier: control-plane}');

const withoutSelector = (kind: string): string => workload(kind, 'paused: false').replace(/^ *selector:.*\n/m, '');

const balancer = (port: string): string => object('v1', 'Service', `spec: {type: LoadBalancer, ports: [{port: ${port}}]}`);
const systemOf = (name: string): string => object('v1', 'Node', `status: {nodeInfo: {osImage: "${name}"}}`);
const secretOf = (type: string): string => object('v1', 'Secret', `type: ${type}`);

type Row = readonly [rule: string, params: JsonObject, found: string, passed: string];

/** What a policy may change of a rule: with the parameters the first text is found, and the second is not. */
const rows: readonly Row[] = [
  ['run-as-non-root', { userSuffices: true }, pod('securityContext: {runAsUser: 0}'), pod('securityContext: {runAsUser: 7}')],
  ['run-as-non-root', {}, pod('securityContext: {runAsUser: 7}'), pod('securityContext: {runAsNonRoot: true}')],
  ['cap-drop-all', { instead: ['CHOWN'] }, pod(), pod('', 'securityContext: {capabilities: {drop: [cap_chown]}}')],
  ['cap-add-baseline', { allowed: [] }, pod('', 'securityContext: {capabilities: {add: [CHOWN]}}'), pod()],
  [
    'volume-types',
    { alsoAllowed: ['nfs'] },
    pod('volumes: [{name: a, iscsi: {targetPortal: x, iqn: y, lun: 0}}]'),
    pod('volumes: [{name: a, nfs: {server: x, path: /}}, {name: b, image: {reference: y}}]'),
  ],
  [
    'host-path-sensitive',
    { paths: ['/srv'] },
    pod('volumes: [{name: a, hostPath: {path: //srv/}}]'),
    pod('volumes: [{name: a, hostPath: {path: /etc}}, {name: b, hostPath: {path: /srv/a}}]'),
  ],
  [
    'service-external-ip',
    { names: true },
    service('type: ExternalName, externalName: db.example.com'),
    service('type: ClusterIP, externalName: ""'),
  ],
  ['system-namespace', { critical: true }, ofSystem(''), ofSystem(', priorityClassName: system-node-critical')],
  ['cap-net-raw', { mustDrop: false }, pod('', 'securityContext: {capabilities: {add: [NET_RAW]}}'), pod()],
  ['apparmor-set', { required: false }, pod('securityContext: {appArmorProfile: {type: Unconfined}}'), pod()],
  [
    'linux-hardening-any',
    {},
    pod('', 'securityContext: {capabilities: {drop: [CHOWN], add: [all]}}'),
    pod('', 'securityContext: {capabilities: {drop: [CHOWN]}}'),
  ],
  ['image-pull-policy', { written: true }, pod(), pod('', 'imagePullPolicy: Always')],
  ['image-pull-policy', { onlyTags: ['1'] }, pod(), pod().replace('web:1', 'web:2')],
  [
    'liveness-probe',
    { onlyBehindService: true },
    pod('', '', 'labels: {app: web}') + object('v1', 'Service', 'spec: {selector: {app: web}}'),
    pod() + object('v1', 'Service', 'spec: {selector: {app: web}}'),
  ],
  ['required-labels', { on: ['object'], all: ['owner'], any: [] }, pod(), pod('', '', 'labels: {owner: shop}')],
  ['required-annotations', {}, pod('', '', 'annotations: {email: shop}'), pod('', '', 'annotations: {email: shop@example.com}')],
  ['instance-label', { required: true }, pod(), pod('', '', 'labels: {app.kubernetes.io/instance: web}')],
  ['sorted-keys', { wanted: true }, pod('', '', 'labels: {b: b, a: a}'), 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n'],
  ['replicas', { kinds: ['StatefulSet'] }, workload('StatefulSet', 'replicas: 1'), workload('Deployment', 'replicas: 1')],
  ['topology-spread', { kinds: ['Pod'] }, pod(), workload('Deployment', 'replicas: 1')],
  ['restart-policy', { written: ['Always'] }, pod(), pod('restartPolicy: Always')],
  [
    'job-ttl',
    {},
    object('batch/v1', 'CronJob', 'spec: {jobTemplate: {spec: {ttlSecondsAfterFinished: 5}}}'),
    object('batch/v1', 'CronJob', 'spec: {jobTemplate: {spec: {}}}'),
  ],
  [
    'service-dangling',
    { selectorRequired: true },
    object('v1', 'Service', 'spec: {}'),
    object('v1', 'Service', 'spec: {type: ExternalName}'),
  ],
  [
    'external-facing',
    { names: ['web'] },
    pod('', '', 'labels: {app: web}') + object('v1', 'Service', 'spec: {type: NodePort, selector: {app: web}}'),
    pod('', '', 'labels: {app: web}').replace('name: web', 'name: shop') +
      object('v1', 'Service', 'spec: {type: NodePort, selector: {app: web}}'),
  ],
  [
    'external-facing',
    {},
    pod('', 'ports: [{name: http, containerPort: 1}]', 'labels: {app: web}') +
      object('v1', 'Service', 'spec: {type: NodePort, selector: {app: web}, ports: [{port: 1, targetPort: http}]}'),
    pod('', 'ports: [{name: other, containerPort: 1}]', 'labels: {app: web}') +
      object('v1', 'Service', 'spec: {type: NodePort, selector: {app: web}, ports: [{port: 1, targetPort: http}]}'),
  ],
  ['automount-token', { onlyWritten: true }, pod('automountServiceAccountToken: true'), pod()],
  [
    'automount-token',
    { onlyBound: true },
    pod() + bound('RoleBinding', account),
    pod() + bound('RoleBinding', 'kind: User, name: default'),
  ],
  [
    'automount-token',
    { of: ['accounts'], onlyBound: true },
    object('v1', 'ServiceAccount', '', 'name: default') + bound('RoleBinding', 'kind: Group, name: system:serviceaccounts'),
    object('v1', 'ServiceAccount', 'automountServiceAccountToken: false', 'name: default') + bound('RoleBinding', account),
  ],
  [
    'rbac-wildcard',
    { parts: ['resources'], verbs: ['get'] },
    role('{apiGroups: [a], resources: ["*"], verbs: [get]}'),
    role('{apiGroups: [a], resources: ["*"], verbs: [list]}'),
  ],
  ['rbac-secrets', { verbs: ['get'] }, role(secrets('get')), role(secrets('create'))],
  ['rbac-secrets', {}, role(secrets('get')), role(secrets('get', ', resourceNames: [mine]'))],
  ['rbac-secrets', { anyGroup: true }, role(secrets('get').replace('""', 'apps')), role(secrets('get').replace('secrets', 'pods'))],
  [
    'rbac-configmaps',
    {},
    role('{apiGroups: [""], resources: [configmaps], verbs: [patch], resourceNames: [coredns]}'),
    role('{apiGroups: [""], resources: [configmaps], verbs: [patch], resourceNames: [mine]}'),
  ],
  [
    'rbac-csr',
    { alone: true },
    role('{apiGroups: [certificates.k8s.io], resources: [certificatesigningrequests/approval], verbs: [update]}'),
    role('{apiGroups: [certificates.k8s.io], resources: [certificatesigningrequests], verbs: [update]}'),
  ],
  [
    'rbac-cluster-admin',
    { rights: ['rbac-secrets'], ownNamespace: true },
    pod() + role(secrets('get')) + bound('RoleBinding', account),
    pod('automountServiceAccountToken: false') + role(secrets('get')) + bound('RoleBinding', account),
  ],
  [
    'rbac-cluster-admin',
    { coreSuffices: true },
    role('{apiGroups: [""], resources: ["*"], verbs: ["*"]}') + bound('ClusterRoleBinding', account),
    role('{apiGroups: [apps], resources: ["*"], verbs: ["*"]}') + bound('ClusterRoleBinding', account),
  ],
  [
    'rbac-endpoints',
    {},
    role('{apiGroups: [""], resources: ["*"], verbs: [update]}').replace('name: agent', 'name: edit'),
    role('{apiGroups: [""], resources: [endpoints], verbs: [get]}').replace('name: agent', 'name: edit'),
  ],
  ['secret-literal-env', { names: ['*flag*'] }, env('MY_FLAG', 'on'), env('MY_FLAG', '/etc/flag')],
  ['secret-literal-env', { values: ['**internal**'] }, env('A', 'an INTERNAL word'), env('A', 'a word')],
  ['secret-literal-env', { allowedNames: ['demo_*'] }, env('DB_PASSWORD', 'hunter2'), env('DEMO_PASSWORD', 'hunter2')],
  [
    'env-source-missing',
    { changeIsAll: true },
    pod('', 'env: [{name: A, valueFrom: {secretKeyRef: {name: a, key: a}}}]'),
    pod('', 'env: [{name: A, valueFrom: {secretKeyRef: {name: a, key: a, optional: true}}}]'),
  ],
  [
    'tiller',
    { onlyReachable: true },
    pod('', 'args: []').replace('/web:1', '/tiller:v2'),
    pod('', 'args: ["--listen=localhost:44134"]').replace('/web:1', '/tiller:v2'),
  ],
  ['cp-insecure-port', {}, server('--insecure-port=8080'), server()],
  ['cp-insecure-port', { unset: 'bad' }, server(), server('--insecure-port=0')],
  ['cp-audit-maxsize', { number: 10 }, server('--audit-log-maxsize=9'), server('--audit-log-maxsize=10')],
  ['cp-profiling', {}, server('--profiling=True'), server('--profiling=F')],
  ['cp-profiling', {}, server('--profiling', 'true'), server('--profiling', 'false')],
  [
    'network-policy-peer-dangling',
    {},
    object('networking.k8s.io/v1', 'NetworkPolicy', 'spec: {podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {a: b}}}]}]}'),
    object(
      'networking.k8s.io/v1',
      'NetworkPolicy',
      'spec: {podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {a: b}}, namespaceSelector: {}}]}]}',
    ),
  ],
  [
    'ssh-port',
    {},
    pod('', '', 'labels: {app: web}') + object('v1', 'Service', 'spec: {selector: {app: web}, ports: [{port: 22, targetPort: 9}]}'),
    pod(),
  ],
  ['ssh-port', {}, pod('', 'ports: [{containerPort: 22}]'), pod('', 'ports: [{containerPort: 22, protocol: UDP}]')],
  ['memory-limit', { initContainers: true }, pod(initial, limited), pod('', limited)],
  ['memory-limit', {}, pod(initial), pod(initial, limited)],
  ['selector-mismatch', { required: true }, withoutSelector('Deployment'), withoutSelector('Job')],
  [
    'default-service-account',
    { perNamespace: true },
    object('v1', 'Namespace', '', 'name: shop'),
    object('v1', 'Namespace', '', 'name: shop') + object('v1', 'ServiceAccount', '', 'name: web, namespace: shop'),
  ],
  [
    'default-service-account',
    { perNamespace: true },
    object('v1', 'Namespace', '', 'name: default'),
    object('v1', 'Namespace', '', 'name: default') + object('v1', 'ServiceAccount', '', 'name: web'),
  ],
  ['cp-service-account-plugin', { listed: true }, server('--enable-admission-plugins=NodeRestriction'), server()],
  ['cp-service-account-plugin', {}, server('--disable-admission-plugins=ServiceAccount'), server('--enable-admission-plugins=A')],
  ['rbac-cluster-admin', { roleNames: ['agent'] }, bound('RoleBinding', account), ''],
  ['anti-affinity', { unsetReplicas: 2 }, workload('Deployment', 'paused: false'), workload('Deployment', 'replicas: 1')],
  ['pdb-exists', {}, workload('Deployment', 'paused: false'), workload('Deployment', 'replicas: 1')],
  ['pdb-exists', { minimumReplicas: 0 }, workload('Deployment', 'replicas: 1'), workload('Job', 'parallelism: 1')],
  ['readiness-probe', { anyContainer: true }, pod(beside('')), pod(beside(', readinessProbe: {exec: {command: [ok]}}'))],
  ['security-context-set', { on: [], windowsOptions: ['runAsUserName'] }, pod('os: {name: windows}'), pod()],
  ['managed-cloud', { anyLoadBalancer: true }, balancer('443'), balancer('80')],
  ['managed-cloud', { systems: ['Talos'] }, systemOf('Ubuntu 24.04'), systemOf('Talos (v1.9)')],
  ['namespace-boundaries', { inventory: true }, object('v1', 'Namespace', '', 'name: shop'), pod()],
  [
    'user-auth',
    { accepted: ['kubernetes.io/service-account-token'] },
    secretOf('bootstrap.kubernetes.io/token'),
    secretOf('kubernetes.io/service-account-token'),
  ],
  [
    'container-ports',
    {},
    pod('', 'ports: [{name: metrics-endpoint, containerPort: 1}]'),
    pod('', 'ports: [{name: m-1, containerPort: 1}]'),
  ],
  [
    'topology-spread',
    { kinds: [] },
    pod(`topologySpreadConstraints: [${spread('')}]`),
    pod(`topologySpreadConstraints: [${spread(', labelSelector: {}')}]`),
  ],
];

describe('parameters of rules', () => {
  it.each(rows)('%s %j', (rule, params, found, passed) => {
    expect(judge(rule, found, params).findings).not.toEqual([]);
    expect(judge(rule, passed, params).findings).toEqual([]);
  });

  it('asks nothing of the order of keys unless a policy does', () => {
    expect(judge('sorted-keys', pod('', '', 'labels: {b: b, a: a}')).findings).toEqual([]);
  });
});
