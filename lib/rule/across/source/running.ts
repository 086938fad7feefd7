import { listAt, numberAt, stringAt } from '../../../model/json.ts';
import { finalStage, lastInChain } from '../../dockerfile/runtime/chain.ts';
import { exposed } from '../../dockerfile/runtime/expose.ts';
import { userName } from '../../dockerfile/runtime/user.ts';
import { defineRule, problem } from '../../rule.ts';
import { effectiveBoolean, effectiveNumber } from '../effective.ts';
import { runningOf } from './pair.ts';

export const sourceUser = defineRule({
  id: 'across-source-user',
  on: 'across',
  title: 'The Dockerfile names a user that the pod may run as',
  severity: 'high',
  severityReason: 'With runAsNonRoot the kubelet refuses to start an image whose user is root or a name.',
  aliases: [],
  remediation: 'End the Dockerfile with USER and a number above 0, or set runAsUser.',
  reference: 'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
  category: 'across',
  *check({ change }) {
    for (const { source, workload, container } of runningOf(change)) {
      if (effectiveBoolean(workload, container, 'runAsNonRoot') !== true) continue;
      if (effectiveNumber(workload, container, 'runAsUser') !== undefined) continue;
      const stage = finalStage(source.file);
      const last = stage && lastInChain(source.file, stage, 'USER');
      const user = last ? userName(source.file, last) : null;
      if (user === null || /^0*[1-9]\d*$/.test(user)) continue;
      const said = user === '' ? 'nobody' : user;
      yield problem(`runAsNonRoot is set, and USER of ${source.file.name} is ${said}`, {
        object: workload.object,
        container: container.name,
        pointer: container.pointer,
      });
    }
  },
});

export const sourcePort = defineRule({
  id: 'across-source-port',
  on: 'across',
  title: 'The container names a port that the Dockerfile does not expose',
  severity: 'low',
  severityReason: 'Often a slip: probes and services then knock on a closed door. EXPOSE is a hint, so it may also be right.',
  aliases: [],
  remediation: 'Correct containerPort, or EXPOSE the port.',
  reference: 'https://docs.docker.com/reference/dockerfile/#expose',
  category: 'across',
  *check({ change }) {
    for (const { source, workload, container } of runningOf(change)) {
      const ports = exposed(source.file);
      // A file that exposes nothing says nothing, and arguments may move the port.
      if (ports.length === 0 || listAt(container.value, 'args').length > 0 || listAt(container.value, 'command').length > 0) continue;
      for (const [index, entry] of listAt(container.value, 'ports').entries()) {
        const wanted = numberAt(entry, 'containerPort');
        const protocol = (stringAt(entry, 'protocol') ?? 'TCP').toLowerCase();
        if (wanted === undefined || ports.some((one) => covers(one, wanted, protocol))) continue;
        yield problem(`containerPort ${wanted}/${protocol} is not among what ${source.file.name} exposes`, {
          object: workload.object,
          container: container.name,
          pointer: `${container.pointer}/ports/${index}/containerPort`,
        });
      }
    }
  },
});

/** A port that is no number may be any. */
const covers = ({ port, protocol }: { port: string; protocol: string }, wanted: number, wantedProtocol: string): boolean => {
  if ((protocol === '' ? 'tcp' : protocol.toLowerCase()) !== wantedProtocol) return false;
  const [first = '', last = first] = port.split('-');
  return !/^\d+$/.test(first) || (Number(first) <= wanted && wanted <= Number(last));
};
