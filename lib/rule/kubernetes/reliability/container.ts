import type { ContainerView } from '../../../manifest/object.ts';
import { canonicalJson } from '../../../model/canonical.ts';
import { isObject, type Json, type JsonObject, listAt, memberOf, numberAt, objectAt, stringAt } from '../../../model/json.ts';
import { problem, type Rule, type Statement } from '../../rule.ts';
import { kubernetesRule, reference } from '../define.ts';
import { podExample } from '../example.ts';
import { called, jsonPatch } from '../field.ts';

const portOf = (probe: JsonObject): { readonly port: Json; readonly place: string } | null => {
  for (const action of ['httpGet', 'tcpSocket', 'grpc']) {
    const port = memberOf(objectAt(probe, action), 'port');
    if (port !== undefined && port !== null) return { port, place: `${action}/port` };
  }
  return null;
};

/** Ports that answer a probe, which always comes over TCP. */
const declares = ({ value }: ContainerView, port: Json): boolean =>
  listAt(value, 'ports').some(
    (one) => (stringAt(one, 'protocol') ?? 'TCP') === 'TCP' && (memberOf(one, 'containerPort') === port || memberOf(one, 'name') === port),
  );

const probePort = (id: string, name: 'livenessProbe' | 'readinessProbe' | 'startupProbe'): Rule =>
  kubernetesRule({
    id,
    title: `The port of the ${name} is declared`,
    severity: 'low',
    severityReason: 'A probe of a port that nobody listens on restarts the pod again and again, or never lets it serve.',
    remediation: 'Declare the port under the container’s ports, or correct the probe.',
    reference: reference.probes,
    category: 'reliability',
    bad: podExample({ container: `ports:\n  - containerPort: 8080\n${name}:\n  httpGet: {path: /, port: 8081}` }),
    good: podExample({ container: `ports:\n  - containerPort: 8080\n    name: http\n${name}:\n  httpGet: {path: /, port: http}` }),
    on: 'container',
    *check({ container }) {
      const probe = memberOf(container.value, name);
      const found = isObject(probe) ? portOf(probe) : null;
      if (found === null || declares(container, found.port)) return;
      yield problem(`the ${name} of ${called(container)} asks port ${String(found.port)}, which the container does not declare`, {
        pointer: `${container.pointer}/${name}/${found.place}`,
      });
    },
  });

const repeated = (items: readonly Json[], keyOf: (item: Json) => string | undefined): readonly number[] => {
  const seen = new Set<string>();
  return items.flatMap((item, at) => {
    const key = keyOf(item);
    if (key === undefined) return [];
    const isRepeated = seen.has(key);
    seen.add(key);
    return isRepeated ? [at] : [];
  });
};

export const containerRules: readonly Rule[] = [
  probePort('liveness-port', 'livenessProbe'),
  probePort('readiness-port', 'readinessProbe'),
  probePort('startup-port', 'startupProbe'),
  kubernetesRule({
    id: 'probes-identical',
    title: 'Liveness and readiness ask different things',
    severity: 'low',
    severityReason: 'A dependency that is away then restarts every pod, which makes the outage longer.',
    remediation: 'Let the liveness probe fail only when a restart would help.',
    reference: reference.probes,
    category: 'reliability',
    bad: podExample({ container: 'livenessProbe: {httpGet: {path: /, port: 80}}\nreadinessProbe: {httpGet: {path: /, port: 80}}' }),
    good: podExample({ container: 'livenessProbe: {httpGet: {path: /livez, port: 80}}\nreadinessProbe: {httpGet: {path: /, port: 80}}' }),
    on: 'container',
    *check({ container }) {
      const [liveness, readiness] = [memberOf(container.value, 'livenessProbe'), memberOf(container.value, 'readinessProbe')];
      if (!isObject(liveness) || !isObject(readiness) || canonicalJson(liveness) !== canonicalJson(readiness)) return;
      yield problem(`liveness and readiness of ${called(container)} are the same probe`, { pointer: `${container.pointer}/livenessProbe` });
    },
  }),
  kubernetesRule({
    id: 'duplicate-env',
    title: 'Environment variables are set once',
    severity: 'low',
    severityReason: 'The last one wins, whatever a reader or a patch expects.',
    remediation: 'Remove all but one.',
    reference: 'https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/',
    category: 'reliability',
    bad: podExample({ container: 'env:\n  - {name: MODE, value: a}\n  - {name: MODE, value: b}' }),
    good: podExample({ container: 'env:\n  - {name: MODE, value: a}\n  - {name: mode, value: b}' }),
    on: 'container',
    *check({ container }) {
      const env = listAt(container.value, 'env');
      for (const at of repeated(env, (item) => stringAt(item, 'name'))) {
        const name = stringAt(env[at], 'name') ?? '';
        const earlier = env.findIndex((item) => stringAt(item, 'name') === name);
        yield problem(`${called(container)} sets ${name} more than once`, {
          pointer: `${container.pointer}/env/${at}`,
          patch: jsonPatch(true, [{ op: 'remove', path: `${container.pointer}/env/${earlier}` }]),
        });
      }
    },
  }),
  kubernetesRule({
    id: 'container-ports',
    title: 'Container ports are complete and unique',
    severity: 'low',
    severityReason: 'The API server refuses them, or a Service finds the wrong one.',
    remediation: 'Give each port a number, and each name to one port.',
    reference: reference.service,
    category: 'reliability',
    bad: podExample({ container: 'ports:\n  - {name: http, containerPort: 80}\n  - {name: http, containerPort: 81}' }),
    good: podExample({ container: 'ports:\n  - {name: http, containerPort: 80}\n  - {name: dns, containerPort: 80, protocol: UDP}' }),
    on: 'container',
    check: wrongPorts,
  }),
];

/** Source: IsValidPortName in apimachinery's validation, after RFC 6335. */
const isPortName = (name: string): boolean => name.length <= 15 && /^(?=.*[a-z])[a-z\d]+(?:-[a-z\d]+)*$/.test(name);

function* wrongPorts({ container }: { container: ContainerView }): Iterable<Statement> {
  const ports = listAt(container.value, 'ports');
  const at = (index: number) => ({ pointer: `${container.pointer}/ports/${index}` });
  for (const [index, port] of ports.entries()) {
    if (!numberAt(port, 'containerPort')) yield problem(`port ${index + 1} of ${called(container)} has no number`, at(index));
  }
  for (const [index, port] of ports.entries()) {
    const name = stringAt(port, 'name') ?? '';
    if (name !== '' && !isPortName(name))
      yield problem(`${called(container)} names a port "${name}"; a name has at most 15 of a-z, 0-9 and -, and a letter`, at(index));
  }
  for (const index of repeated(ports, (port) => stringAt(port, 'name'))) {
    yield problem(`${called(container)} names two ports ${stringAt(ports[index], 'name')}`, at(index));
  }
  const numberKey = (port: Json): string | undefined =>
    typeof memberOf(port, 'containerPort') === 'number'
      ? `${String(memberOf(port, 'containerPort'))}/${stringAt(port, 'protocol') ?? 'TCP'}`
      : undefined;
  for (const index of repeated(ports, numberKey))
    yield problem(`${called(container)} declares ${numberKey(ports[index] ?? null)} twice`, at(index));
}
