import type { Bundle, ManifestObject } from '../../../manifest/object.ts';
import { type Json, listAt, memberOf, objectAt, stringAt } from '../../../model/json.ts';
import { problem, type Rule } from '../../rule.ts';
import { kubernetesRule, reference } from '../define.ts';

const ingressText = (spec: string, annotation = ''): string =>
  `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: web\n${annotation === '' ? '' : `  annotations:\n    ${annotation}\n`}spec:\n  ${spec.replaceAll('\n', '\n  ')}\n`;
const toWeb =
  'http:\n      paths:\n        - path: /\n          pathType: Prefix\n          backend: {service: {name: web, port: {number: 80}}}';
const service = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  ports:\n    - port: 80\n';

type Backend = { readonly name: string; readonly port: Json | undefined; readonly pointer: string };

const backendOf = (value: Json | undefined, pointer: string): readonly Backend[] => {
  // v1 names the Service in backend.service, v1beta1 in backend.serviceName.
  const held = objectAt(value, 'service');
  const name = stringAt(held, 'name') ?? stringAt(value, 'serviceName');
  if (name === undefined) return [];
  const port = objectAt(held, 'port');
  return [{ name, port: memberOf(port, 'number') ?? memberOf(port, 'name') ?? memberOf(value, 'servicePort'), pointer }];
};

/** Every Service that an Ingress sends to. */
export const backendsOf = ({ value }: ManifestObject): readonly Backend[] => {
  const spec = objectAt(value, 'spec');
  const rules = listAt(spec, 'rules').flatMap((rule, at) =>
    listAt(objectAt(rule, 'http'), 'paths').flatMap((path, of) =>
      backendOf(memberOf(path, 'backend'), `/spec/rules/${at}/http/paths/${of}/backend`),
    ),
  );
  return [
    ...backendOf(memberOf(spec, 'defaultBackend'), '/spec/defaultBackend'),
    ...backendOf(memberOf(spec, 'backend'), '/spec/backend'),
    ...rules,
  ];
};

const missingBackend = ({ name, port }: Backend, namespace: string, bundle: Bundle): string | null => {
  const found = bundle.find('Service', namespace, name);
  if (!found) return `the Service "${name}" is not in the change`;
  const ports = listAt(objectAt(found.value, 'spec'), 'ports');
  if (port === undefined || ports.length === 0 || ports.some((one) => memberOf(one, 'port') === port || memberOf(one, 'name') === port))
    return null;
  return `the Service "${name}" has no port ${String(port)}`;
};

const hostsOf = ({ value }: ManifestObject): readonly { host: string; paths: readonly string[]; pointer: string }[] =>
  listAt(objectAt(value, 'spec'), 'rules').map((rule, at) => ({
    host: stringAt(rule, 'host') ?? '',
    paths: listAt(objectAt(rule, 'http'), 'paths').map((path) => stringAt(path, 'path') ?? '/'),
    pointer: `/spec/rules/${at}`,
  }));

export const ingressRules: readonly Rule[] = [
  kubernetesRule({
    id: 'ingress-tls',
    title: 'Ingresses use TLS',
    severity: 'medium',
    severityReason: 'Passwords and sessions cross the network in plain.',
    remediation: 'Add spec.tls with the hosts and a Secret.',
    reference: reference.ingress,
    category: 'network',
    bad: ingressText(`rules:\n  - host: web.example.com\n    ${toWeb}`),
    good: ingressText(`tls:\n  - hosts: [web.example.com]\n    secretName: web-tls\nrules:\n  - host: web.example.com\n    ${toWeb}`),
    on: 'object',
    kinds: ['Ingress'],
    *check({ object }) {
      if (listAt(objectAt(object.value, 'spec'), 'tls').length === 0) yield problem('the Ingress has no tls', { pointer: '/spec' });
    },
  }),
  kubernetesRule({
    id: 'ingress-dangling',
    title: 'Ingress backends exist',
    severity: 'medium',
    severityReason: 'Requests to a backend that is not there fail.',
    remediation: 'Correct the Service’s name and port, or add the Service.',
    reference: reference.ingress,
    category: 'network',
    bad: ingressText(`rules:\n  - ${toWeb}`),
    good: `${ingressText(`rules:\n  - ${toWeb}`)}---\n${service}`,
    on: 'object',
    alone: { why: 'the Service may be in the cluster' },
    kinds: ['Ingress'],
    *check({ object }, { change }) {
      if (!change.bundle) return;
      for (const backend of backendsOf(object)) {
        const wrong = missingBackend(backend, object.namespace, change.bundle);
        if (wrong !== null) yield problem(wrong, { pointer: backend.pointer });
      }
    },
  }),
  kubernetesRule({
    id: 'gateway-dangling',
    title: 'Route backends exist',
    severity: 'medium',
    severityReason: 'Requests to a backend that is not there fail.',
    remediation: 'Correct the backendRef, or add the Service.',
    reference: reference.gateway,
    category: 'network',
    bad: 'apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata:\n  name: web\nspec:\n  rules:\n    - backendRefs: [{name: web, port: 80}]\n',
    good: `apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata:\n  name: web\nspec:\n  rules:\n    - backendRefs: [{name: web, port: 80}]\n---\n${service}`,
    on: 'object',
    alone: { why: 'the Service may be in the cluster' },
    kinds: ['HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute', 'UDPRoute'],
    *check({ object }, { change }) {
      if (!change.bundle) return;
      for (const { ref, pointer } of backendRefsOf(object)) {
        const namespace = stringAt(ref, 'namespace') ?? object.namespace;
        const wrong = missingBackend({ name: stringAt(ref, 'name') ?? '', port: memberOf(ref, 'port'), pointer }, namespace, change.bundle);
        if (wrong !== null) yield problem(wrong, { pointer });
      }
    },
  }),
  kubernetesRule({
    id: 'ingress-host-unique',
    title: 'No two Ingresses claim one host and path',
    severity: 'medium',
    severityReason: 'Which of them answers is up to the controller.',
    remediation: 'Give each its own host or path.',
    reference: reference.ingress,
    category: 'network',
    bad: `${ingressText(`rules:\n  - host: a.example.com\n    ${toWeb}`)}---\n${ingressText(`rules:\n  - host: a.example.com\n    ${toWeb}`).replace('name: web\n', 'name: other\n')}`,
    good: `${ingressText(`rules:\n  - host: a.example.com\n    ${toWeb}`)}---\n${ingressText(`rules:\n  - host: b.example.com\n    ${toWeb}`).replace('name: web\n', 'name: other\n')}`,
    on: 'bundle',
    alone: { why: 'the other Ingresses are in the cluster', kinds: ['Ingress'] },
    *check({ bundle }) {
      const seen = new Map<string, ManifestObject>();
      for (const ingress of bundle.ofKind('Ingress')) {
        for (const { host, paths, pointer } of hostsOf(ingress)) {
          for (const path of paths) {
            const other = seen.get(`${host} ${path}`);
            if (other && other !== ingress)
              yield problem(`the Ingress "${other.name}" claims ${host || 'every host'} ${path} too`, { object: ingress, pointer });
            else seen.set(`${host} ${path}`, ingress);
          }
        }
      }
    },
  }),
  kubernetesRule({
    id: 'ingress-wildcard',
    title: 'Ingresses name their hosts',
    severity: 'low',
    severityReason: 'Without a host, or with a wildcard, traffic that is meant for others ends here.',
    remediation: 'Write the full host name.',
    reference: reference.ingress,
    category: 'network',
    bad: ingressText(`rules:\n  - host: '*.example.com'\n    ${toWeb}`),
    good: ingressText(`rules:\n  - host: web.example.com\n    ${toWeb}`),
    on: 'object',
    kinds: ['Ingress'],
    *check({ object }) {
      for (const { host, pointer } of hostsOf(object)) {
        if (host === '' || host.includes('*'))
          yield problem(host === '' ? 'the rule names no host' : `the host ${host} is a wildcard`, { pointer });
      }
    },
  }),
];

/** Backends of a route that are Services, the default kind. */
export const backendRefsOf = ({ value }: ManifestObject): readonly { readonly ref: Json; readonly pointer: string }[] =>
  listAt(objectAt(value, 'spec'), 'rules').flatMap((rule, at) =>
    listAt(rule, 'backendRefs').flatMap((ref, of) => {
      const isService = (stringAt(ref, 'kind') ?? 'Service') === 'Service' && (stringAt(ref, 'group') ?? '') === '';
      return isService ? [{ ref, pointer: `/spec/rules/${at}/backendRefs/${of}` }] : [];
    }),
  );
