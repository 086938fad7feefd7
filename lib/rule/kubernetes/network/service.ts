import type { Bundle, ManifestObject } from '../../../manifest/object.ts';
import { givenAt, isObject, type Json, listAt, memberOf, objectAt, stringAt } from '../../../model/json.ts';
import { problem, type Rule } from '../../rule.ts';
import { kubernetesRule, reference } from '../define.ts';
import { podExample } from '../example.ts';
import { namespaceOf, type PodGroup, podsIn } from '../pods.ts';
import { hasLabels, isEmptySelector, matchesLabels } from '../selector.ts';

const serviceText = (spec: string, name = 'web'): string =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n  ${spec.replaceAll('\n', '\n  ')}\n`;
const webPod = podExample({ metadata: 'labels: {app: web}', container: 'ports:\n  - name: http\n    containerPort: 8080' });

const selectorOf = ({ value }: ManifestObject): Json | undefined => {
  const selector = memberOf(objectAt(value, 'spec'), 'selector');
  return isObject(selector) && Object.keys(selector).length > 0 ? selector : undefined;
};

/** The pods that a Service sends to; none when it has no selector, since something else then names its endpoints. */
export const podsBehind = (service: ManifestObject, bundle: Bundle): readonly PodGroup[] => {
  const selector = selectorOf(service);
  return selector === undefined ? [] : podsIn(bundle, service.namespace).filter(({ labels }) => hasLabels(selector, labels));
};

const portName = /^(?=.*[a-z])[a-z0-9](?:-?[a-z0-9])*$/;

/** What is wrong with a port's name or number. Source: IANA_SVC_NAME and port validation of the API server. */
export const wrongPort = (port: Json | undefined): string | null => {
  if (typeof port === 'number') return Number.isInteger(port) && port >= 1 && port <= 65535 ? null : `${port} is not a port number`;
  if (typeof port !== 'string') return null;
  return port.length <= 15 && portName.test(port) ? null : `"${port}" is not a port name`;
};

export const serviceRules: readonly Rule[] = [
  kubernetesRule({
    id: 'service-type',
    title: 'Services stay inside the cluster',
    severity: 'low',
    severityReason: 'A NodePort opens on every node, and a LoadBalancer often to the internet.',
    remediation: 'Use ClusterIP behind an Ingress or a Gateway.',
    reference: reference.service,
    category: 'network',
    bad: serviceText('type: NodePort'),
    good: serviceText('type: ClusterIP'),
    on: 'object',
    kinds: ['Service'],
    defaultParams: { forbidden: ['NodePort', 'LoadBalancer'] },
    *check({ object }, { params }) {
      const type = givenAt(objectAt(object.value, 'spec'), 'type');
      if (type !== undefined && listAt(params, 'forbidden').includes(type))
        yield problem(`the Service is a ${String(type)}`, { pointer: '/spec/type' });
    },
  }),
  kubernetesRule({
    id: 'service-external-ip',
    title: 'Services claim no external addresses',
    severity: 'high',
    severityReason: 'Whoever claims an address gets the traffic for it (CVE-2020-8554).',
    remediation: 'Remove externalIPs.',
    reference: reference.service,
    category: 'network',
    bad: serviceText('externalIPs: [203.0.113.7]'),
    good: serviceText('externalIPs: []'),
    on: 'object',
    kinds: ['Service'],
    // A Service of the type ExternalName claims no address: it is a name for another one.
    defaultParams: { names: false },
    *check({ object }, { params }) {
      const spec = objectAt(object.value, 'spec');
      const addresses = listAt(spec, 'externalIPs');
      if (addresses.length > 0) yield problem(`the Service claims ${addresses.slice(0, 3).join(', ')}`, { pointer: '/spec/externalIPs' });
      const name = stringAt(spec, 'externalName');
      if (params['names'] === true && name) yield problem(`the Service stands for ${name}`, { pointer: '/spec/externalName' });
    },
  }),
  kubernetesRule({
    id: 'service-dangling',
    title: 'Services have pods',
    severity: 'medium',
    severityReason: 'Requests to a Service without pods fail.',
    remediation: 'Correct the selector, or remove the Service.',
    reference: reference.service,
    category: 'network',
    bad: `${serviceText('selector: {app: wbe}')}---\n${webPod}`,
    good: `${serviceText('selector: {app: web}')}---\n${webPod}`,
    on: 'object',
    alone: { why: 'the pods are in the cluster' },
    kinds: ['Service'],
    defaultParams: { selectorRequired: false },
    *check({ object }, { params, change }) {
      if (!change.bundle || memberOf(objectAt(object.value, 'spec'), 'type') === 'ExternalName') return;
      if (selectorOf(object) === undefined) {
        if (params['selectorRequired'] === true) yield problem('the Service has no selector', { pointer: '/spec' });
        return;
      }
      if (podsBehind(object, change.bundle).length === 0)
        yield problem('the selector of the Service matches no pod of the change', { pointer: '/spec/selector' });
    },
  }),
  kubernetesRule({
    id: 'service-selector-unique',
    title: 'No two Services have one selector',
    severity: 'info',
    severityReason: 'Often one of them is a copy whose selector was not changed.',
    remediation: 'Give each Service a selector of its own, or waive this for a headless twin.',
    reference: reference.service,
    category: 'network',
    bad: `${serviceText('selector: {app: web}')}---\n${serviceText('selector: {app: web}', 'web2')}`,
    good: `${serviceText('selector: {app: web}')}---\n${serviceText('selector: {app: web, track: canary}', 'web2')}`,
    on: 'bundle',
    alone: { why: 'the other Services are in the cluster', kinds: ['Service'] },
    *check({ bundle }) {
      const seen = new Map<string, ManifestObject>();
      for (const service of bundle.ofKind('Service')) {
        const selector = selectorOf(service);
        if (!isObject(selector)) continue;
        const key = `${namespaceOf(service.namespace)} ${JSON.stringify(Object.entries(selector).sort(([a], [b]) => (a < b ? -1 : 1)))}`;
        const other = seen.get(key);
        if (other) yield problem(`the Service "${other.name}" has the same selector`, { object: service, pointer: '/spec/selector' });
        else seen.set(key, service);
      }
    },
  }),
  kubernetesRule({
    id: 'service-target-port',
    title: 'Target ports are valid',
    severity: 'medium',
    severityReason: 'The API server refuses them, or the Service sends to a port that is not there.',
    remediation:
      'Use a number from 1 to 65535, or a name of at most 15 lower-case letters, digits and hyphens that the container declares.',
    reference: reference.service,
    category: 'network',
    bad: serviceText('ports:\n  - port: 80\n    targetPort: 123456'),
    good: `${serviceText('selector: {app: web}\nports:\n  - port: 80\n    targetPort: http')}---\n${webPod}`,
    on: 'bundle',
    alone: true,
    *check({ bundle }) {
      for (const service of bundle.ofKind('Service')) {
        const pods = podsBehind(service, bundle);
        for (const [at, port] of listAt(objectAt(service.value, 'spec'), 'ports').entries()) {
          const target = memberOf(port, 'targetPort');
          const pointer = `/spec/ports/${at}/targetPort`;
          const wrong = wrongPort(target);
          if (wrong !== null) yield problem(`the target port ${wrong}`, { object: service, pointer });
          else if (typeof target === 'string' && pods.length > 0 && !pods.some((pod) => declaresPort(pod, target))) {
            yield problem(`no container declares the port "${target}"`, { object: service, pointer });
          }
        }
      }
      for (const workload of bundle.workloads) {
        for (const container of workload.containers) {
          for (const [at, port] of listAt(container.value, 'ports').entries()) {
            const wrong = wrongPort(memberOf(port, 'name')) ?? wrongPort(memberOf(port, 'containerPort'));
            if (wrong === null) continue;
            yield problem(`a port of container "${container.name}": ${wrong}`, {
              object: workload.object,
              container: container.name,
              pointer: `${container.pointer}/ports/${at}`,
            });
          }
        }
      }
    },
  }),
  kubernetesRule({
    id: 'service-monitor-dangling',
    title: 'ServiceMonitors select a Service',
    severity: 'low',
    severityReason: 'Nothing is measured, and nobody is told.',
    remediation: 'Correct the selector or the namespaceSelector.',
    reference: 'https://prometheus-operator.dev/docs/api-reference/api/',
    category: 'network',
    bad: 'apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels: {app: web}\n',
    good: `apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata:\n  name: web\nspec:\n  selector: {}\n---\n${serviceText('type: ClusterIP')}`,
    on: 'object',
    alone: { why: 'the Services are in the cluster' },
    kinds: ['ServiceMonitor'],
    *check({ object }, { change }) {
      if (!change.bundle) return;
      const spec = objectAt(object.value, 'spec');
      const selector = memberOf(spec, 'selector') ?? {};
      const namespaces = objectAt(spec, 'namespaceSelector');
      const names = listAt(namespaces, 'matchNames');
      const isAny = memberOf(namespaces, 'any') === true;
      const isMatch = (service: ManifestObject): boolean =>
        (isAny ||
          (names.length > 0
            ? names.includes(namespaceOf(service.namespace))
            : namespaceOf(service.namespace) === namespaceOf(object.namespace))) &&
        (isEmptySelector(selector) || matchesLabels(selector, service.labels));
      if (!change.bundle.ofKind('Service').some(isMatch))
        yield problem('the monitor selects no Service of the change', { pointer: '/spec/selector' });
    },
  }),
];

export const declaresPort = ({ workload }: PodGroup, name: string): boolean =>
  workload.containers.some((container) => listAt(container.value, 'ports').some((port) => stringAt(port, 'name') === name));
