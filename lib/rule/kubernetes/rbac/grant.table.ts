import type { Severity } from '../../../model/severity.ts';
import type { Grant } from './access.ts';

/** `together`: every one of these verbs is needed too. `alongside`: another rule of the same role must give this. */
export type NeededGrant = Grant & { readonly together?: readonly string[]; readonly alongside?: Grant };

export type GrantRow = {
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  readonly why: string;
  readonly fix: string;
  readonly grants: readonly NeededGrant[];
  /** A rule limited by resourceNames counts only when it names one of these; without this a limit changes nothing. */
  readonly namesThatCount?: readonly string[];
};

const core = '';
const rbac = 'rbac.authorization.k8s.io';
const writing = ['create', 'update', 'patch', 'delete', 'deletecollection', 'impersonate'];
const changing = ['create', 'update', 'patch'];
const makesBindings: Grant = { group: rbac, resources: ['rolebindings', 'clusterrolebindings'], verbs: ['create', 'update', 'patch'] };
const least = 'Grant it to a named account in one namespace, or remove it.';

/** A row a right that a role should not give without thought. Source of the rights: Kubernetes RBAC good practices, privilege escalation. */
export const grantRows: readonly GrantRow[] = [
  {
    id: 'rbac-secrets',
    severity: 'high',
    title: 'Secrets are not open to read',
    why: 'Who reads Secrets has the passwords and tokens in them, tokens of accounts too.',
    fix: `Name the Secrets in resourceNames with the verb get, or remove the rule. ${least}`,
    grants: [{ group: core, resources: ['secrets'], verbs: ['get', 'list', 'watch', ...writing] }],
    namesThatCount: [],
  },
  {
    id: 'rbac-create-pods',
    severity: 'high',
    title: 'Creating workloads is not granted lightly',
    why: 'A new pod can use any account and any Secret of its namespace.',
    fix: least,
    grants: [
      { group: core, resources: ['pods', 'replicationcontrollers'], verbs: changing },
      { group: 'apps', resources: ['deployments', 'daemonsets', 'statefulsets', 'replicasets'], verbs: changing },
      { group: 'batch', resources: ['jobs', 'cronjobs'], verbs: changing },
    ],
  },
  {
    id: 'rbac-exec',
    severity: 'high',
    title: 'Commands in running pods are not granted lightly',
    why: 'Who runs commands in a pod has all that the pod has.',
    fix: least,
    grants: [{ group: core, resources: ['pods/exec', 'pods/attach'], verbs: ['create', 'get'] }],
  },
  {
    id: 'rbac-portforward',
    severity: 'medium',
    title: 'Port forwarding is not granted lightly',
    why: 'It reaches every port of every pod past all NetworkPolicies.',
    fix: least,
    grants: [{ group: core, resources: ['pods/portforward'], verbs: ['create', 'get'] }],
  },
  {
    id: 'rbac-nodes-proxy',
    severity: 'high',
    title: 'Node proxies are not granted',
    why: 'It reaches the kubelet, which runs commands in every pod of the node, unseen by the audit log.',
    fix: least,
    grants: [{ group: core, resources: ['nodes/proxy'], verbs: ['get', 'create'] }],
  },
  {
    id: 'rbac-impersonate',
    severity: 'critical',
    title: 'Impersonation is not granted',
    why: 'Who may impersonate has the rights of whoever they name.',
    fix: least,
    grants: [
      { group: core, resources: ['users', 'groups', 'serviceaccounts'], verbs: ['impersonate'] },
      { group: 'authentication.k8s.io', resources: ['userextras', 'uids'], verbs: ['impersonate'] },
    ],
  },
  {
    id: 'rbac-bind',
    severity: 'critical',
    title: 'Binding roles is not granted',
    why: 'The verb bind gives away rights that its holder does not have.',
    fix: least,
    grants: [
      { group: rbac, resources: ['rolebindings', 'clusterrolebindings'], verbs: ['bind'] },
      { group: rbac, resources: ['roles', 'clusterroles'], verbs: ['bind'], alongside: makesBindings },
      { group: rbac, resources: ['rolebindings', 'clusterrolebindings'], verbs: ['patch', 'update'], together: ['get'] },
    ],
    namesThatCount: ['*', 'cluster-admin', 'admin', 'edit'],
  },
  {
    id: 'rbac-escalate',
    severity: 'critical',
    title: 'Escalation of roles is not granted',
    why: 'The verb escalate writes into a role rights that its holder does not have.',
    fix: least,
    grants: [
      {
        group: rbac,
        resources: ['roles', 'clusterroles', 'rolebindings', 'clusterrolebindings'],
        verbs: ['escalate', 'bind', 'impersonate'],
      },
    ],
  },
  {
    id: 'rbac-configmaps',
    severity: 'medium',
    title: 'Writing ConfigMaps is not granted lightly',
    why: 'CoreDNS, cluster access and many programs are steered by ConfigMaps.',
    fix: `Name the ConfigMaps in resourceNames. ${least}`,
    grants: [{ group: core, resources: ['configmaps'], verbs: writing }],
    namesThatCount: [
      'aws-auth',
      'cluster-info',
      'coredns',
      'extension-apiserver-authentication',
      'kube-proxy',
      'kubeadm-config',
      'kubelet-config',
    ],
  },
  {
    id: 'rbac-networking',
    severity: 'medium',
    title: 'Writing network objects is not granted lightly',
    why: 'Traffic can be led elsewhere, or let in past a policy.',
    fix: least,
    grants: [
      { group: core, resources: ['services', 'endpoints'], verbs: writing },
      { group: 'discovery.k8s.io', resources: ['endpointslices'], verbs: writing },
      { group: 'networking.k8s.io', resources: ['networkpolicies', 'ingresses'], verbs: writing },
    ],
  },
  {
    id: 'rbac-webhooks',
    severity: 'high',
    title: 'Writing admission webhooks is not granted',
    why: 'A webhook sees every object that is written, Secrets too, and may change it.',
    fix: least,
    grants: [
      {
        group: 'admissionregistration.k8s.io',
        resources: ['validatingwebhookconfigurations', 'mutatingwebhookconfigurations'],
        verbs: writing,
      },
    ],
  },
  {
    id: 'rbac-csr',
    severity: 'high',
    title: 'Approving certificates is not granted lightly',
    why: 'Who may approve requests for a signer can make a certificate for anybody.',
    fix: least,
    grants: [
      {
        group: 'certificates.k8s.io',
        resources: ['certificatesigningrequests/approval'],
        verbs: ['update', 'patch'],
        alongside: { group: 'certificates.k8s.io', resources: ['signers'], verbs: ['approve'] },
      },
    ],
  },
  {
    id: 'rbac-pv',
    severity: 'medium',
    title: 'Creating PersistentVolumes is not granted',
    why: 'A volume can be any directory of the node.',
    fix: least,
    grants: [{ group: core, resources: ['persistentvolumes'], verbs: ['create'] }],
  },
  {
    id: 'rbac-token',
    severity: 'high',
    title: 'Creating account tokens is not granted',
    why: 'A token for any account is that account.',
    fix: least,
    grants: [{ group: core, resources: ['serviceaccounts/token'], verbs: ['create'] }],
  },
  {
    id: 'rbac-service-status',
    severity: 'medium',
    title: 'Service status is not granted',
    why: 'A load balancer address written into a status draws traffic (CVE-2020-8554).',
    fix: least,
    grants: [{ group: core, resources: ['services/status'], verbs: ['patch', 'update'] }],
  },
  {
    id: 'rbac-delete',
    severity: 'medium',
    title: 'Deleting is not granted lightly',
    why: 'Deleted events and logs hide an attack, deleted workloads are an outage.',
    fix: least,
    grants: [
      {
        group: core,
        resources: ['pods', 'pods/log', 'events', 'services', 'secrets', 'configmaps', 'namespaces', 'persistentvolumeclaims'],
        verbs: ['delete', 'deletecollection'],
      },
      { group: 'apps', resources: ['deployments', 'daemonsets', 'statefulsets', 'replicasets'], verbs: ['delete', 'deletecollection'] },
      { group: 'batch', resources: ['jobs', 'cronjobs'], verbs: ['delete', 'deletecollection'] },
    ],
  },
];
