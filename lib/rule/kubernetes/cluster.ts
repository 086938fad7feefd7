import type { Bundle, ManifestObject, Workload } from '../../manifest/object.ts';
import { listAt, memberOf, objectAt, stringAt } from '../../model/json.ts';
import { problem, type Rule, type Statement } from '../rule.ts';
import { kubernetesRule, reference } from './define.ts';
import { podExample } from './example.ts';
import { imageNameOf } from './image.ts';
import { isWithin } from './known-version.ts';
import { backendRefsOf, backendsOf } from './network/ingress.ts';
import { declaresPort, podsBehind } from './network/service.ts';
import { minorOf, podSecurityLevels, podSecurity as standardOf } from './pod-security/evaluate.ts';
import { namespaceOf, type PodGroup } from './pods.ts';

const annotated = (name: string, value: string): string =>
  `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: web\n  annotations:\n    ${name}: ${value}\nspec: {}\n`;
const namespaceText = (labels: string): string => `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels: {${labels}}\n`;
const prefix = 'nginx.ingress.kubernetes.io/';
/** Annotations whose text becomes nginx configuration, and values that break out of the ones that are only read. */
const snippets = /(?:^|-)(?:snippets?|lua)(?:$|-)/;
/** NGINX’s own controller has the same by another name. */
const otherSnippets = /^nginx\.org\/[a-z]+-snippets$/;
const breaksOut = /[|;{}\n]|\$\(|`/;
const psa = 'pod-security.kubernetes.io/';

const isEdge = ({ value }: ManifestObject): boolean => {
  const type = memberOf(objectAt(value, 'spec'), 'type');
  return type === 'LoadBalancer' || type === 'NodePort';
};

/** Services that something outside the cluster reaches, with what leads there. */
const exposedServices = (bundle: Bundle): ReadonlyMap<ManifestObject, string> => {
  const found = new Map<ManifestObject, string>();
  const note = (namespace: string, name: string, by: ManifestObject): void => {
    const service = bundle.find('Service', namespace, name);
    if (service && !found.has(service)) found.set(service, `${by.kind} "${by.name}"`);
  };
  for (const service of bundle.ofKind('Service')) if (isEdge(service)) found.set(service, `Service "${service.name}"`);
  for (const ingress of bundle.ofKind('Ingress')) for (const { name } of backendsOf(ingress)) note(ingress.namespace, name, ingress);
  for (const route of ['HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute', 'UDPRoute'].flatMap((kind) => bundle.ofKind(kind))) {
    for (const { ref } of backendRefsOf(route)) note(stringAt(ref, 'namespace') ?? route.namespace, stringAt(ref, 'name') ?? '', route);
  }
  for (const virtual of bundle.ofKind('VirtualService')) {
    for (const host of destinationsOf(virtual)) note(host.split('.')[1] ?? virtual.namespace, host.split('.')[0] ?? '', virtual);
  }
  return found;
};

/** A target port that is a name leads to the containers that declare it, and nowhere else. */
const reaches = ({ value }: ManifestObject, pod: PodGroup): boolean => {
  const ports = listAt(objectAt(value, 'spec'), 'ports');
  return (
    ports.length === 0 ||
    ports.some((port) => {
      const target = memberOf(port, 'targetPort');
      return typeof target !== 'string' || declaresPort(pod, target);
    })
  );
};

/** Only a VirtualService that names a gateway leads in from outside. */
const destinationsOf = ({ value }: ManifestObject): readonly string[] => {
  const spec = objectAt(value, 'spec');
  if (listAt(spec, 'gateways').every((gateway) => gateway === 'mesh')) return [];
  return ['http', 'tcp', 'tls'].flatMap((kind) =>
    listAt(spec, kind).flatMap((route) => listAt(route, 'route').flatMap((one) => stringAt(objectAt(one, 'destination'), 'host') ?? [])),
  );
};

const controllerImage =
  /(?:^|\/)(?:ingress-nginx\/controller(?:-chroot)?|(?:nginx-)?ingress-controller|nginx-ingress-controller|nginx-controller)$/;

/** Controllers that take nginx configuration from annotations: versions that cannot be told not to, and until 1.9 all that are not told. */
function* openControllers(bundle: Bundle): Iterable<Statement> {
  for (const { object, containers } of bundle.workloads) {
    for (const container of containers) {
      const { repository, tag } = imageNameOf(container);
      if (!controllerImage.test(repository) || !/^v?\d/.test(tag)) continue;
      const said = bundle
        .ofKind('ConfigMap')
        .filter(({ namespace }) => namespaceOf(namespace) === namespaceOf(object.namespace))
        .map(({ value }) => stringAt(objectAt(value, 'data'), 'allow-snippet-annotations'));
      const cannot = isWithin(tag, [
        ['0', '0.49.1'],
        ['1.0.0', '1.0.1'],
      ]);
      const isUntold = isWithin(tag, [['0', '1.9']]) && !said.includes('false');
      if (!cannot && !isUntold && !said.includes('true')) continue;
      yield problem(`${container.image} ${cannot ? 'cannot refuse' : 'allows'} nginx configuration in annotations`, {
        object,
        container: container.name,
        pointer: `${container.pointer}/image`,
        remediation: 'Update the controller, and set allow-snippet-annotations: "false" in its ConfigMap.',
      });
    }
  }
}

type Broken = ReturnType<ReturnType<typeof standardOf>['violations']>[number];

const namespaceLabels = ({ object }: Workload, bundle: Bundle | null): ManifestObject['labels'] =>
  bundle?.find('Namespace', '', object.namespace || 'default')?.labels ?? {};

/** What a mode of Pod Security admission finds by the labels of a namespace; nothing when they do not set it. */
const brokenIn = (
  mode: 'enforce' | 'audit' | 'warn',
  labels: ManifestObject['labels'],
  { metadata, spec }: Workload,
): readonly Broken[] => {
  const level = podSecurityLevels.find((known) => known === labels[psa + mode]);
  const minor = minorOf(labels[`${psa}${mode}-version`] ?? 'latest');
  return level === undefined || minor === undefined ? [] : standardOf(level, minor).violations(metadata, spec);
};

const keyOf = ({ control, place, container }: Broken): string => `${control} ${place} ${container ?? ''}`;

const namespaceStatement = (what: string, { control, message, place, container }: Broken, workload: Workload): Statement =>
  problem(`${what} (${control}): ${message}`, {
    pointer: workload.podPointer + place,
    aliases: [`psa-${control}`],
    discriminator: control,
    ...(container !== null && { container }),
  });

export const clusterRules: readonly Rule[] = [
  kubernetesRule({
    id: 'external-facing',
    title: 'Workloads that the outside reaches are known',
    severity: 'info',
    severityReason: 'A list for review: these are attacked first.',
    remediation: 'Check that the workload is meant to be public, and waive this.',
    reference: reference.service,
    category: 'network',
    bad: `apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  type: LoadBalancer\n  selector: {app: web}\n---\n${podExample({ metadata: 'labels: {app: web}' })}`,
    good: `apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector: {app: web}\n---\n${podExample({ metadata: 'labels: {app: web}' })}`,
    on: 'bundle',
    alone: { why: 'the Services and Ingresses that lead to the pods are in the cluster' },
    defaultParams: { names: [] },
    *check({ bundle }, { params }) {
      const names = listAt(params, 'names').map(String);
      for (const [service, how] of exposedServices(bundle)) {
        for (const pod of podsBehind(service, bundle)) {
          const { workload } = pod;
          if (names.length > 0 && !names.some((name) => workload.object.name.includes(name))) continue;
          if (!reaches(service, pod)) continue;
          yield problem(`the outside reaches the pod through ${how}`, {
            object: workload.object,
            pointer: workload.podPointer,
            discriminator: service.id,
          });
        }
      }
    },
  }),
  kubernetesRule({
    id: 'ingress-nginx-annotations',
    title: 'No nginx configuration in annotations',
    severity: 'high',
    severityReason:
      'Whoever may write an Ingress can read the controller’s account and every Secret that it may read (CVE-2021-25742, CVE-2025-1974).',
    remediation: 'Remove the snippet or the characters that break out of the value.',
    reference: reference.ingress,
    category: 'network',
    bad: annotated(`${prefix}server-snippet`, "'return 200;'"),
    good: annotated(`${prefix}rewrite-target`, '/'),
    on: 'bundle',
    alone: true,
    defaultParams: { containing: '' },
    *check({ bundle }, { params }) {
      if (params['containing'] === '') yield* openControllers(bundle);
      for (const object of bundle.ofKind('Ingress'))
        for (const [name, value] of Object.entries(object.annotations)) {
          if (!value.includes(String(params['containing']))) continue;
          if (!name.startsWith(prefix) && !otherSnippets.test(name)) continue;
          const isSnippet = otherSnippets.test(name) || snippets.test(name.slice(prefix.length));
          const isBreak =
            ['auth-url', 'auth-tls-match-cn', 'mirror-target', 'mirror-host', 'auth-signin'].includes(name.slice(prefix.length)) &&
            breaksOut.test(value);
          if (isSnippet || isBreak)
            yield problem(`the annotation ${name} puts ${isSnippet ? 'configuration' : 'special characters'} into nginx`, {
              object,
              pointer: `/metadata/annotations/${name.replaceAll('/', '~1')}`,
            });
        }
    },
  }),
  kubernetesRule({
    id: 'ingress-nginx-eol',
    title: 'The retired ingress-nginx is not deployed',
    severity: 'high',
    severityReason: 'It is retired since March 2026 and gets no security fixes.',
    remediation: 'Move to a Gateway or to another controller.',
    reference: 'https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/',
    category: 'network',
    bad: podExample({ image: 'registry.k8s.io/ingress-nginx/controller:v1.8.0' }),
    good: podExample({ image: 'docker.io/nginx/nginx-ingress:5.0.0' }),
    on: 'container',
    *check({ container }) {
      if (/(?:^|\/)ingress-nginx\/controller|nginx-ingress-controller(?:[:@]|$)/.test(container.image))
        yield problem(`the image of container "${container.name}" is the retired ingress-nginx`, { pointer: `${container.pointer}/image` });
    },
  }),
  kubernetesRule({
    id: 'webhook-inventory',
    title: 'Admission webhooks are known',
    severity: 'info',
    severityReason: 'A list for review: a webhook sees and may change what is written to the cluster.',
    remediation: 'Check that the webhook is wanted, and waive this.',
    reference: reference.admission,
    category: 'rbac',
    bad: 'apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata:\n  name: web\nwebhooks: []\n',
    good: podExample({}),
    on: 'object',
    kinds: ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'],
    *check({ object }) {
      yield problem(`${object.kind} "${object.name}" has ${listAt(object.value, 'webhooks').length} webhooks`);
    },
  }),
  kubernetesRule({
    id: 'scc-privileged',
    title: 'SecurityContextConstraints allow no privileged containers',
    severity: 'high',
    severityReason: 'Every account that may use them can make itself root on a node.',
    remediation: 'Set allowPrivilegedContainer: false.',
    reference:
      'https://docs.redhat.com/en/documentation/openshift_container_platform/latest/html/authentication_and_authorization/managing-pod-security-policies',
    category: 'privilege',
    bad: 'apiVersion: security.openshift.io/v1\nkind: SecurityContextConstraints\nmetadata:\n  name: web\nallowPrivilegedContainer: true\n',
    good: 'apiVersion: security.openshift.io/v1\nkind: SecurityContextConstraints\nmetadata:\n  name: web\nallowPrivilegedContainer: false\n',
    on: 'object',
    kinds: ['SecurityContextConstraints'],
    *check({ object }) {
      if (memberOf(object.value, 'allowPrivilegedContainer') === true)
        yield problem('the constraints allow privileged containers', { pointer: '/allowPrivilegedContainer' });
    },
  }),
  kubernetesRule({
    id: 'namespace-pod-security',
    title: 'Namespaces enforce a Pod Security Standard',
    severity: 'medium',
    severityReason: 'Without the label the namespace takes privileged pods.',
    remediation: 'Set the label pod-security.kubernetes.io/enforce to baseline or restricted.',
    reference: 'https://kubernetes.io/docs/concepts/security/pod-security-admission/',
    category: 'namespace',
    bad: namespaceText(`${psa}enforce: privileged`),
    good: namespaceText(`${psa}enforce: restricted, ${psa}enforce-version: v1.35`),
    on: 'object',
    kinds: ['Namespace'],
    defaultParams: { levels: ['baseline', 'restricted'] },
    *check({ object }, { params }) {
      const level = object.labels[`${psa}enforce`];
      if (level === undefined || !listAt(params, 'levels').includes(level)) {
        yield problem(`the namespace "${object.name}" enforces ${level ?? 'no standard'}`, { pointer: '/metadata/labels' });
      }
      for (const mode of ['enforce', 'audit', 'warn']) {
        const [set, version] = [object.labels[psa + mode], object.labels[`${psa}${mode}-version`]];
        if (set !== undefined && !podSecurityLevels.some((known) => known === set))
          yield problem(`"${set}" is not a level; the API server refuses it`, {
            pointer: `/metadata/labels/${psa.replace('/', '~1')}${mode}`,
          });
        if (version !== undefined && minorOf(version) === undefined)
          yield problem(`"${version}" is not a version`, { pointer: `/metadata/labels/${psa.replace('/', '~1')}${mode}-version` });
      }
    },
  }),
  kubernetesRule({
    id: 'namespace-refuses',
    title: 'Pods meet what their namespace enforces',
    severity: 'high',
    severityReason: 'The namespace refuses the pods, so the workload never runs.',
    remediation: 'Change the pod, or the label of the namespace.',
    reference: reference.podSecurity,
    category: 'namespace',
    bad: `${namespaceText(`${psa}enforce: baseline`)}---\n${podExample({ metadata: 'namespace: shop', pod: 'hostPID: true' })}`,
    good: `${namespaceText(`${psa}enforce: baseline`)}---\n${podExample({ metadata: 'namespace: shop' })}`,
    on: 'workload',
    alone: { why: 'the labels of the namespace are in the cluster, which applies them itself' },
    *check({ workload }, { change }) {
      const labels = namespaceLabels(workload, change.bundle);
      for (const broken of brokenIn('enforce', labels, workload))
        yield namespaceStatement(`the namespace refuses the pod`, broken, workload);
    },
  }),
  kubernetesRule({
    id: 'namespace-warns',
    title: 'Pods meet what their namespace warns of and audits',
    severity: 'low',
    severityReason: 'The namespace lets the pod in today; the stricter level is what its owners are moving to.',
    remediation: 'Change the pod before the level is enforced.',
    reference: reference.podSecurity,
    category: 'namespace',
    bad: `${namespaceText(`${psa}warn: restricted`)}---\n${podExample({ metadata: 'namespace: shop' })}`,
    good: `${namespaceText(`${psa}warn: baseline`)}---\n${podExample({ metadata: 'namespace: shop' })}`,
    on: 'workload',
    alone: { why: 'the labels of the namespace are in the cluster, which applies them itself' },
    *check({ workload }, { change }) {
      const labels = namespaceLabels(workload, change.bundle);
      const said = new Set(brokenIn('enforce', labels, workload).map(keyOf));
      for (const mode of ['warn', 'audit'] as const) {
        for (const broken of brokenIn(mode, labels, workload)) {
          if (said.has(keyOf(broken))) continue;
          said.add(keyOf(broken));
          yield namespaceStatement(mode === 'warn' ? 'the namespace warns of the pod' : 'the namespace audits the pod', broken, workload);
        }
      }
    },
  }),
  kubernetesRule({
    id: 'pod-security',
    title: 'Pods meet a Pod Security Standard',
    severity: 'medium',
    severityReason: 'The standard is what clusters enforce; the message names the control.',
    remediation: 'Change what the message names.',
    reference: reference.podSecurity,
    category: 'privilege',
    bad: podExample({ pod: 'hostPID: true' }),
    good: podExample({}),
    on: 'workload',
    defaultParams: { level: 'baseline', version: 'latest' },
    *check({ workload }, { params }) {
      const level = podSecurityLevels.find((known) => known === params['level']);
      const minor = minorOf(String(params['version']));
      if (level === undefined || minor === undefined) return;
      for (const { control, message, place, container } of standardOf(level, minor).violations(workload.metadata, workload.spec)) {
        yield problem(`${control}: ${message}`, {
          pointer: workload.podPointer + place,
          aliases: [`psa-${control}`],
          discriminator: control,
          ...(container !== null && { container }),
        });
      }
    },
  }),
];
