import type { Bundle, Workload } from '../../manifest/object.ts';
import { type Json, listAt, memberOf, stringAt } from '../../model/json.ts';
import { notEvaluated, problem, type Rule } from '../rule.ts';
import { kubernetesRule, reference } from './define.ts';
import { podExample } from './example.ts';
import { jsonPatch, shown } from './field.ts';
import { hostPaths } from './host.ts';
import { namespaceOf } from './pods.ts';
import { bindingsOf } from './rbac/access.ts';

/** The account that a pod runs as. */
export const accountOf = ({ spec }: Workload): string => stringAt(spec, 'serviceAccountName') || 'default';

const accountObject = (workload: Workload, bundle: Bundle | null) =>
  bundle?.find('ServiceAccount', workload.object.namespace, accountOf(workload));

/** Whether the API server mounts the account's token: the pod's word, else its account's. */
export const mountsToken = (workload: Workload, bundle: Bundle | null): Json | undefined =>
  memberOf(workload.spec, 'automountServiceAccountToken') ??
  memberOf(accountObject(workload, bundle)?.value, 'automountServiceAccountToken');

const mountsByHand = ({ containers }: Workload): boolean =>
  containers.some(({ value }) =>
    listAt(value, 'volumeMounts').some((mount) => memberOf(mount, 'mountPath') === '/var/run/secrets/kubernetes.io/serviceaccount'),
  );

/** Whether a binding of the bundle gives the account anything, by its name or by a group that every account is in. */
const holdsRights = (bundle: Bundle, namespace: string, name: string): boolean =>
  bindingsOf(bundle).some(({ subjects }) =>
    subjects.some(
      (subject) =>
        (subject.kind === 'ServiceAccount' && subject.name === name && namespaceOf(subject.namespace) === namespaceOf(namespace)) ||
        (subject.kind === 'Group' &&
          ['system:authenticated', 'system:serviceaccounts', `system:serviceaccounts:${namespaceOf(namespace)}`].includes(subject.name)),
    ),
  );

const accountText = (name: string, more = ''): string => `apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: ${name}\n${more}`;

/** Where cloud tools keep long-lived credentials on a host. */
const credentialPath =
  /^(?:\/root|\/home\/[^/]+|~)?\/\.(?:aws|azure|config\/gcloud|kube)(?:\/|$)|^\/etc\/kubernetes\/azure\.json$|^\/(?:etc|var\/lib)\/(?:gce|google|aws|cloud|waagent)(?:\/|$)|gcloud.*\.json$|\/azure\.json$/;

export const identityRules: readonly Rule[] = [
  kubernetesRule({
    id: 'automount-token',
    title: 'Service account tokens are mounted only where they are used',
    severity: 'medium',
    severityReason: 'Who breaks in finds a token for the API server and the rights of the account.',
    remediation: 'Set automountServiceAccountToken: false on the pod or the account, unless the program calls the API.',
    reference: reference.serviceAccount,
    category: 'identity',
    bad: podExample({}),
    good: podExample({ pod: 'automountServiceAccountToken: false' }),
    on: 'bundle',
    alone: true,
    defaultParams: { of: ['pods'], onlyWritten: false, onlyBound: false },
    *check({ bundle }, { params, change }) {
      const places = listAt(params, 'of');
      const isLeft = (namespace: string, name: string): boolean => params['onlyBound'] === true && !holdsRights(bundle, namespace, name);
      for (const workload of places.includes('pods') ? bundle.workloads : []) {
        const { object } = workload;
        const value = mountsToken(workload, bundle);
        const isUnwritten = params['onlyWritten'] === true && value !== true && !mountsByHand(workload);
        if (value === false || isUnwritten) continue;
        if (change.isAlone && ((value !== true && !mountsByHand(workload)) || params['onlyBound'] === true)) {
          yield notEvaluated(`whether the pod gets the token is for its account "${accountOf(workload)}" to say, which is in the cluster`, {
            object,
          });
          continue;
        }
        if (isLeft(object.namespace, accountOf(workload))) continue;
        const pointer = `${workload.podPointer}/automountServiceAccountToken`;
        yield problem(`the pod gets the token of the account "${accountOf(workload)}" (automountServiceAccountToken is ${shown(value)})`, {
          object,
          pointer,
          patch: jsonPatch(false, [{ op: 'add', path: pointer, value: false }]),
        });
      }
      for (const account of places.includes('accounts') ? bundle.ofKind('ServiceAccount') : []) {
        const value = memberOf(account.value, 'automountServiceAccountToken');
        if (value === false) continue;
        if (change.isAlone && params['onlyBound'] === true) yield notEvaluated('the bindings are in the cluster', { object: account });
        if (isLeft(account.namespace, account.name)) continue;
        yield problem(`the account "${account.name}" gives its token to pods (automountServiceAccountToken is ${shown(value)})`, {
          object: account,
          pointer: '/automountServiceAccountToken',
        });
      }
    },
  }),
  kubernetesRule({
    id: 'default-service-account',
    title: 'Workloads have an account of their own',
    severity: 'low',
    severityReason: 'Rights given to the default account are given to every pod of the namespace that names none.',
    remediation: 'Make a ServiceAccount for the workload and name it in serviceAccountName.',
    reference: reference.serviceAccount,
    category: 'identity',
    bad: podExample({}),
    good: podExample({ pod: 'serviceAccountName: web' }),
    on: 'bundle',
    alone: true,
    defaultParams: { perNamespace: false },
    *check({ bundle }, { params, change }) {
      if (params['perNamespace'] === true && change.isAlone) {
        for (const object of bundle.ofKind('Namespace')) yield notEvaluated('its accounts are in the cluster', { object });
      } else if (params['perNamespace'] === true) {
        const served = new Set(
          bundle.ofKind('ServiceAccount').flatMap(({ name, namespace }) => (name === 'default' ? [] : [namespaceOf(namespace)])),
        );
        for (const namespace of bundle.ofKind('Namespace')) {
          if (!served.has(namespace.name)) yield problem('the namespace has no account but "default"', { object: namespace, pointer: '' });
        }
      }
      for (const workload of bundle.workloads) {
        if (accountOf(workload) !== 'default') continue;
        yield problem('the pod runs as the default account', {
          object: workload.object,
          pointer: `${workload.podPointer}/serviceAccountName`,
        });
      }
      for (const account of bundle.ofKind('ServiceAccount')) {
        if (account.name !== 'default' || memberOf(account.value, 'automountServiceAccountToken') === false) continue;
        yield problem('the default account gives its token to every pod that names none', {
          object: account,
          pointer: '/automountServiceAccountToken',
        });
      }
    },
  }),
  kubernetesRule({
    id: 'missing-service-account',
    title: 'The account that a pod names is in the change',
    severity: 'medium',
    severityReason: 'Without its account the pod is never created.',
    remediation: 'Add the ServiceAccount, or correct the name.',
    reference: reference.serviceAccount,
    category: 'identity',
    bad: `${accountText('wbe')}---\n${podExample({ pod: 'serviceAccountName: web' })}`,
    good: `${accountText('web')}---\n${podExample({ pod: 'serviceAccountName: web' })}`,
    on: 'workload',
    alone: { why: 'the account may be in the cluster' },
    *check({ workload }, { change }) {
      const name = accountOf(workload);
      if (name === 'default' || accountObject(workload, change.bundle)) return;
      const pointer = `${workload.podPointer}/serviceAccountName`;
      yield problem(`the account "${name}" is not in the change`, { pointer });
    },
  }),
  kubernetesRule({
    id: 'deprecated-serviceaccount-field',
    title: 'The account is named in serviceAccountName',
    severity: 'low',
    severityReason: 'The field serviceAccount is deprecated, and readers who look only at the new one overlook it.',
    remediation: 'Rename serviceAccount to serviceAccountName.',
    reference: reference.serviceAccount,
    category: 'identity',
    bad: podExample({ pod: 'serviceAccount: web' }),
    good: podExample({ pod: 'serviceAccountName: web' }),
    on: 'workload',
    *check({ workload }) {
      const name = memberOf(workload.spec, 'serviceAccount');
      if (typeof name !== 'string' || name === '') return;
      const base = workload.podPointer;
      yield problem(`the pod names its account in the deprecated field serviceAccount ("${name}")`, {
        pointer: `${base}/serviceAccount`,
        patch: jsonPatch(true, [
          { op: 'remove', path: `${base}/serviceAccount` },
          { op: 'add', path: `${base}/serviceAccountName`, value: memberOf(workload.spec, 'serviceAccountName') ?? name },
        ]),
      });
    },
  }),
  kubernetesRule({
    id: 'cloud-credentials',
    title: 'No cloud credentials of the node are mounted',
    severity: 'high',
    severityReason: 'They are the node’s or a person’s, and open the cloud account.',
    remediation: 'Use workload identity of the cloud in place of mounted credentials.',
    reference: reference.volumes,
    category: 'identity',
    bad: podExample({ pod: 'volumes:\n  - name: creds\n    hostPath: {path: /root/.aws/credentials}' }),
    good: podExample({ pod: 'volumes:\n  - name: creds\n    hostPath: {path: /srv/aws}' }),
    on: 'workload',
    *check({ workload }) {
      for (const { name, path, pointer } of hostPaths(workload)) {
        if (credentialPath.test(path)) yield problem(`the volume "${name}" is ${path}, where cloud credentials are kept`, { pointer });
      }
    },
  }),
];
