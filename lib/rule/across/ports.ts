import { imageUser } from '../../image/user.ts';
import { listAt, numberAt, objectAt, stringAt } from '../../model/json.ts';
import { defineRule, problem } from '../rule.ts';
import { effectiveNumber } from './effective.ts';
import { type Pair, pairsOf } from './pair.ts';

export const exposedPort = defineRule({
  id: 'across-exposed-port',
  on: 'across',
  title: 'The container names a port that the image does not expose',
  severity: 'low',
  severityReason: 'Often a slip: probes and services then knock on a closed door. EXPOSE is a hint, so it may also be right.',
  aliases: [],
  remediation: 'Correct containerPort, or EXPOSE the port in the Dockerfile.',
  reference: 'https://docs.docker.com/reference/dockerfile/#expose',
  category: 'across',
  *check({ change }) {
    for (const { workload, container, content, image } of pairsOf(change)) {
      const exposed = content.config.exposedPorts;
      // An image that exposes nothing says nothing, and arguments may move the port.
      if (exposed.length === 0 || listAt(container.value, 'args').length > 0 || listAt(container.value, 'command').length > 0) continue;
      for (const [index, port] of listAt(container.value, 'ports').entries()) {
        const number = numberAt(port, 'containerPort');
        const protocol = (stringAt(port, 'protocol') ?? 'TCP').toLowerCase();
        if (number === undefined || exposed.some((text) => covers(text, number, protocol))) continue;
        yield problem(`containerPort ${number}/${protocol} is not among what ${image.ref} exposes: ${exposed.join(', ')}.`, {
          object: workload.object,
          container: container.name,
          pointer: `${container.pointer}/ports/${index}/containerPort`,
        });
      }
    }
  },
});

/** `80`, `80/tcp` or `8000-8010/udp`. */
const covers = (text: string, port: number, protocol: string): boolean => {
  const [range = '', kind = 'tcp'] = text.split('/');
  const [first = '', last = first] = range.split('-');
  return kind.toLowerCase() === protocol && Number(first) <= port && port <= Number(last);
};

export const privilegedPort = defineRule({
  id: 'across-privileged-port',
  on: 'across',
  title: 'A port below 1024, and a user who is not root',
  severity: 'medium',
  severityReason: 'Where the runtime does not lift the bound, the process may not open the port and ends.',
  aliases: [],
  remediation:
    'Listen on a port from 1024 on and let the Service map it, add NET_BIND_SERVICE, or set the sysctl net.ipv4.ip_unprivileged_port_start.',
  reference: 'https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/',
  category: 'across',
  *check({ change }) {
    for (const pair of pairsOf(change)) {
      const { workload, container } = pair;
      if (isRoot(pair) || mayBind(pair)) continue;
      for (const [index, port] of listAt(container.value, 'ports').entries()) {
        const number = numberAt(port, 'containerPort');
        if (number === undefined || number >= 1024) continue;
        yield problem(`Port ${number} is for root, and the container runs as another user.`, {
          object: workload.object,
          container: container.name,
          pointer: `${container.pointer}/ports/${index}/containerPort`,
        });
      }
    }
  },
});

const isRoot = ({ workload, container, content }: Pair): boolean => {
  const uid = effectiveNumber(workload, container, 'runAsUser');
  return uid === undefined ? imageUser(content).isRoot : uid === 0;
};

// A program may carry the capability itself; whether this one does is seen in its file.
const mayBind = ({ workload, container, content }: Pair): boolean => {
  const added = listAt(objectAt(container.securityContext, 'capabilities'), 'add');
  const sysctls = listAt(objectAt(workload.spec, 'securityContext'), 'sysctls');
  return (
    added.some((name) => name === 'NET_BIND_SERVICE' || name === 'ALL') ||
    sysctls.some((sysctl) => stringAt(sysctl, 'name') === 'net.ipv4.ip_unprivileged_port_start') ||
    content.files.some(({ kind, deleted }) => kind === 'file-capability' && !deleted)
  );
};
