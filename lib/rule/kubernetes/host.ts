import { posix } from 'node:path';
import type { Workload } from '../../manifest/object.ts';
import { valueAt } from '../../manifest/pointer.ts';
import { isObject, listAt, memberOf, objectAt, stringAt } from '../../model/json.ts';
import { problem, type Rule, type Statement } from '../rule.ts';
import { kubernetesRule, reference } from './define.ts';
import { podExample } from './example.ts';
import { called, jsonPatch, shown } from './field.ts';

const hostNamespace = (field: 'hostPID' | 'hostIPC' | 'hostNetwork', what: string) =>
  function* ({ workload }: { workload: Workload }): Iterable<Statement> {
    if (memberOf(workload.spec, field) !== true) return;
    const pointer = `${workload.podPointer}/${field}`;
    yield problem(`the pod shares the host's ${what} (${field}: true)`, {
      pointer,
      patch: jsonPatch(false, [{ op: 'remove', path: pointer }]),
    });
  };

/** Volumes that are directories of the host, with the path as written and without a trailing slash. */
export const hostPaths = ({ spec, podPointer }: Workload): readonly { name: string; path: string; type: string; pointer: string }[] =>
  listAt(spec, 'volumes').flatMap((volume, at) => {
    const source = memberOf(volume, 'hostPath');
    if (!isObject(source)) return [];
    const path = (stringAt(source, 'path') ?? '').replace(/(?<=.)\/+$/, '');
    return [{ name: stringAt(volume, 'name') ?? '', path, type: stringAt(source, 'type') ?? '', pointer: `${podPointer}/volumes/${at}` }];
  });

const sensitive =
  /^\/(?:$|(?:bin|boot|dev|etc|home|lib|lib64|opt|proc|root|run|sbin|sys|usr|var|var\/lib\/(?:kubelet|docker|containerd|etcd)|var\/run|var\/log)(?:\/|$))/;
const runtimeSocket = /(?:^|\/)(?:docker|dockershim|containerd|crio|cri-dockerd|podman|frakti|rktlet)\.sock$/;
const runtimeFolder = /^(?:\/var)?\/run\/(?:docker|containerd|crio|podman|k3s\/containerd|dockershim\.sock)$/;

const plainPath = (path: string): string => posix.normalize(path).replace(/(?<=.)\/$/, '');

export const hostRules: readonly Rule[] = [
  kubernetesRule({
    id: 'host-pid',
    title: 'Pods keep their own process namespace',
    severity: 'high',
    severityReason: 'A process in the host’s namespace can read the memory and environment of every other one on the node.',
    remediation: 'Remove hostPID, or set it to false.',
    reference: reference.podSecurity,
    category: 'host',
    bad: podExample({ pod: 'hostPID: true' }),
    good: podExample({ pod: 'hostPID: false' }),
    on: 'workload',
    check: hostNamespace('hostPID', 'process namespace'),
  }),
  kubernetesRule({
    id: 'host-ipc',
    title: 'Pods keep their own IPC namespace',
    severity: 'high',
    severityReason: 'Shared memory of other processes on the node can be read and changed.',
    remediation: 'Remove hostIPC, or set it to false.',
    reference: reference.podSecurity,
    category: 'host',
    bad: podExample({ pod: 'hostIPC: true' }),
    good: podExample({}),
    on: 'workload',
    check: hostNamespace('hostIPC', 'IPC namespace'),
  }),
  kubernetesRule({
    id: 'host-network',
    title: 'Pods keep their own network',
    severity: 'high',
    severityReason: 'On the host’s network a pod reaches services on the loopback address and is not held by NetworkPolicies.',
    remediation: 'Remove hostNetwork, or set it to false; publish the port through a Service.',
    reference: reference.podSecurity,
    category: 'host',
    bad: podExample({ pod: 'hostNetwork: true' }),
    good: podExample({}),
    on: 'workload',
    check: hostNamespace('hostNetwork', 'network'),
  }),
  kubernetesRule({
    id: 'host-port',
    title: 'Containers take no port of the host',
    severity: 'medium',
    severityReason: 'A host port bypasses Services and their policies, and ties the pod to nodes where the port is free.',
    remediation: 'Remove hostPort and publish the port through a Service.',
    reference: reference.podSecurity,
    category: 'host',
    bad: podExample({ container: 'ports:\n  - containerPort: 8080\n    hostPort: 8080' }),
    good: podExample({ container: 'ports:\n  - containerPort: 8080\n    hostPort: 0' }),
    on: 'container',
    *check({ workload, container }) {
      for (const [at, port] of listAt(container.value, 'ports').entries()) {
        const hostPort = memberOf(port, 'hostPort');
        if (typeof hostPort !== 'number' || hostPort === 0) continue;
        const pointer = `${container.pointer}/ports/${at}`;
        yield problem(`${called(container)} takes port ${hostPort} of the host`, {
          pointer,
          // On the host's network the API server fills the port in; there is nothing to remove.
          patch:
            valueAt(workload.object.value, `${pointer}/hostPort`) === undefined
              ? null
              : jsonPatch(false, [{ op: 'remove', path: `${pointer}/hostPort` }]),
        });
      }
    },
  }),
  kubernetesRule({
    id: 'host-path',
    title: 'No directory of the host is mounted',
    severity: 'high',
    severityReason: 'Files of the node outlive the pod, are shared with other pods, and often lead to the node itself.',
    remediation: 'Use a PersistentVolumeClaim, a ConfigMap or an emptyDir in place of hostPath.',
    reference: reference.volumes,
    category: 'host',
    bad: podExample({ pod: 'volumes:\n  - name: data\n    hostPath: {path: /srv/data}' }),
    good: podExample({ pod: 'volumes:\n  - name: data\n    emptyDir: {}' }),
    on: 'workload',
    *check({ workload }) {
      for (const { name, path, pointer } of hostPaths(workload)) yield problem(`the volume "${name}" is the host's ${path}`, { pointer });
    },
  }),
  kubernetesRule({
    id: 'host-path-sensitive',
    title: 'No system directory of the host is mounted',
    severity: 'high',
    severityReason: 'The host’s configuration, devices, kernel settings or credentials give control of the node.',
    remediation: 'Mount only what the workload needs, from a volume that is not the host’s system.',
    reference: reference.volumes,
    category: 'host',
    bad: podExample({ pod: 'volumes:\n  - name: data\n    hostPath: {path: /etc/kubernetes}' }),
    good: podExample({ pod: 'volumes:\n  - name: data\n    hostPath: {path: /data/etc}' }),
    on: 'workload',
    // Without a list of the policy's own: what is known to hold the host's settings, devices and credentials, and all below it.
    defaultParams: { paths: [] },
    *check({ workload }, { params }) {
      const own = listAt(params, 'paths');
      for (const { name, path, pointer } of hostPaths(workload)) {
        if (own.length > 0 ? own.includes(plainPath(path)) : sensitive.test(path))
          yield problem(`the volume "${name}" is the host's ${path}, a system directory`, { pointer });
      }
    },
  }),
  kubernetesRule({
    id: 'host-path-proc',
    title: 'The host’s /proc is not mounted',
    severity: 'high',
    severityReason: 'The host’s /proc shows every process and lets kernel settings be written.',
    remediation: 'Remove the hostPath of /proc.',
    reference: reference.volumes,
    category: 'host',
    bad: podExample({ pod: 'volumes:\n  - name: proc\n    hostPath: {path: /proc}' }),
    good: podExample({ pod: 'volumes:\n  - name: proc\n    hostPath: {path: /process}' }),
    on: 'workload',
    *check({ workload }) {
      for (const { name, path, pointer } of hostPaths(workload)) {
        if (/^\/proc(\/|$)/.test(path)) yield problem(`the volume "${name}" is the host's ${path}`, { pointer });
      }
    },
  }),
  kubernetesRule({
    id: 'host-path-writable',
    title: 'Directories of the host are mounted read-only',
    severity: 'medium',
    severityReason: 'Who can write the node’s files can often run code on the node.',
    remediation: 'Set readOnly: true on the mount.',
    reference: reference.volumes,
    category: 'host',
    bad: podExample({
      pod: 'volumes:\n  - name: logs\n    hostPath: {path: /srv/logs}',
      container: 'volumeMounts:\n  - name: logs\n    mountPath: /logs',
    }),
    good: podExample({
      pod: 'volumes:\n  - name: logs\n    hostPath: {path: /srv/logs}',
      container: 'volumeMounts:\n  - name: logs\n    mountPath: /logs\n    readOnly: true',
    }),
    on: 'container',
    *check({ workload, container }) {
      const paths = new Map(hostPaths(workload).map(({ name, path }) => [name, path]));
      if (paths.size === 0) return;
      for (const [at, mount] of listAt(container.value, 'volumeMounts').entries()) {
        const path = paths.get(stringAt(mount, 'name') ?? '');
        if (path === undefined || memberOf(mount, 'readOnly') === true) continue;
        const pointer = `${container.pointer}/volumeMounts/${at}`;
        yield problem(`${called(container)} can write the host's ${path}`, {
          pointer,
          patch: jsonPatch(false, [{ op: 'add', path: `${pointer}/readOnly`, value: true }]),
        });
      }
    },
  }),
  kubernetesRule({
    id: 'runtime-socket',
    title: 'No container runtime socket is mounted',
    severity: 'critical',
    severityReason: 'The socket starts any container on the node, privileged ones too.',
    remediation: 'Remove the mount; build images with a rootless builder, read metrics from the kubelet.',
    reference: reference.volumes,
    category: 'host',
    bad: podExample({ pod: 'volumes:\n  - name: docker\n    hostPath: {path: /var/run/docker.sock}' }),
    good: podExample({ pod: 'volumes:\n  - name: app\n    hostPath: {path: /srv/app.sock}' }),
    on: 'workload',
    *check({ workload }) {
      for (const { name, path, pointer } of hostPaths(workload)) {
        if (runtimeSocket.test(path) || runtimeFolder.test(path)) {
          yield problem(`the volume "${name}" is the container runtime's ${path}`, { pointer });
        }
      }
    },
  }),
  kubernetesRule({
    id: 'host-aliases',
    title: 'Pods do not rewrite host names',
    severity: 'low',
    severityReason: 'An alias can send traffic for a known name elsewhere, past DNS and its logs.',
    remediation: 'Remove hostAliases and name services through DNS.',
    reference: 'https://kubernetes.io/docs/tasks/network/customize-hosts-file-for-pods/',
    category: 'host',
    bad: podExample({ pod: 'hostAliases:\n  - ip: 127.0.0.1\n    hostnames: [db.example.com]' }),
    good: podExample({ pod: 'hostAliases: []' }),
    on: 'workload',
    *check({ workload }) {
      const aliases = listAt(workload.spec, 'hostAliases');
      if (aliases.length > 0)
        yield problem(`the pod adds ${aliases.length} hosts entries`, { pointer: `${workload.podPointer}/hostAliases` });
    },
  }),
  kubernetesRule({
    id: 'windows-host-process',
    title: 'No Windows HostProcess containers',
    severity: 'high',
    severityReason: 'A HostProcess container runs on the node itself.',
    remediation: 'Remove windowsOptions.hostProcess, or set it to false.',
    reference: reference.podSecurity,
    category: 'host',
    bad: podExample({ container: 'securityContext:\n  windowsOptions: {hostProcess: true}' }),
    good: podExample({ container: 'securityContext:\n  windowsOptions: {hostProcess: false}' }),
    on: 'container',
    *check({ workload, container }) {
      const own = memberOf(objectAt(container.securityContext, 'windowsOptions'), 'hostProcess');
      const pods = memberOf(objectAt(objectAt(workload.spec, 'securityContext'), 'windowsOptions'), 'hostProcess');
      if ((own ?? pods) === true) yield problem(`${called(container)} runs as a process of the Windows host`);
    },
  }),
  kubernetesRule({
    id: 'user-namespace',
    title: 'Pods run in a user namespace',
    severity: 'info',
    severityReason: 'Root in the container is nobody on the node, so an escape gains little; support depends on node and runtime.',
    remediation: 'Set hostUsers: false where the nodes support user namespaces.',
    reference: 'https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/',
    category: 'host',
    bad: podExample({}),
    good: podExample({ pod: 'hostUsers: false' }),
    on: 'workload',
    *check({ workload }) {
      const value = memberOf(workload.spec, 'hostUsers');
      if (value !== false) yield problem(`the pod runs in the host's user namespace (hostUsers is ${shown(value)})`);
    },
  }),
];
