import { scriptOf } from '../../../dockerfile/shell/script.ts';
import type { ContainerView } from '../../../manifest/object.ts';
import { booleanAt, listAt, numberAt, stringAt } from '../../../model/json.ts';
import { finalStage, lastInChain } from '../../dockerfile/runtime/chain.ts';
import { exposed } from '../../dockerfile/runtime/expose.ts';
import { userName } from '../../dockerfile/runtime/user.ts';
import { defineRule, problem } from '../../rule.ts';
import { effectiveBoolean, effectiveNumber, isWithin, mountsOf, trimSlash } from '../effective.ts';
import { runningOf, type Source } from './pair.ts';

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

export const sourceReadOnly = defineRule({
  id: 'across-source-read-only',
  on: 'across',
  title: 'The root is read-only, and what the Dockerfile starts writes to it',
  severity: 'medium',
  severityReason: 'The program fails when it writes there, or on containerd its data goes to an unmanaged folder of the node.',
  aliases: [],
  remediation: 'Mount a volume at each path, an emptyDir when the data may be lost.',
  reference: 'https://kubernetes.io/docs/concepts/storage/volumes/#emptydir',
  category: 'across',
  *check({ change }) {
    for (const { source, workload, container } of runningOf(change)) {
      if (booleanAt(container.securityContext, 'readOnlyRootFilesystem') !== true) continue;
      const mounts = mountsOf(container).filter(({ readOnly }) => !readOnly);
      for (const path of writtenPaths(source, startedBy(container))) {
        if (mounts.some((mount) => isWithin(trimSlash(path), mount.path))) continue;
        yield problem(`${source.file.name} writes to ${path} at run time, and nothing writable is mounted there`, {
          object: workload.object,
          container: container.name,
          pointer: container.pointer,
          discriminator: path,
        });
      }
    }
  },
});

/** Volumes, and the targets of redirections in what is started. */
const writtenPaths = ({ file }: Source, started: readonly string[]): Set<string> => {
  const stage = finalStage(file);
  const found = new Set<string>();
  for (const instruction of stage?.instructions ?? []) {
    if (instruction.keyword !== 'VOLUME' || instruction.onBuild) continue;
    const words = instruction.json?.map(({ value }) => value) ?? instruction.arguments.split(/\s+/);
    for (const word of words) if (/^\/[^$]*$/.test(word)) found.add(word);
  }
  for (const keyword of started) {
    const last = stage && lastInChain(file, stage, keyword);
    for (const { outputs } of last ? scriptOf(file, last).commands : []) {
      for (const path of outputs) if (/^\/(?!dev\/|proc\/)[^$]*$/.test(path)) found.add(path);
    }
  }
  return found;
};

/** Source: Kubernetes, define a command: `command` takes the place of both, `args` of CMD. */
const startedBy = ({ value }: ContainerView): readonly string[] => {
  if (listAt(value, 'command').length > 0) return [];
  return listAt(value, 'args').length > 0 ? ['ENTRYPOINT'] : ['ENTRYPOINT', 'CMD'];
};
