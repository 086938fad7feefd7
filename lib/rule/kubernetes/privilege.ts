import type { ContainerView, Workload } from '../../manifest/object.ts';
import { type Json, memberOf } from '../../model/json.ts';
import type { Patch } from '../../model/patch.ts';
import { problem, type Rule } from '../rule.ts';
import { kubernetesRule, reference } from './define.ts';
import { podExample } from './example.ts';
import { called, inherited, isWindows, jsonPatch, podSecurity, setField, shown } from './field.ts';

/** Sets one field of the container's security context. */
const securityPatch = (container: ContainerView, safe: boolean, field: string, value: Json): Patch =>
  jsonPatch(safe, setField(container.pointer, container.value, ['securityContext', field], value));

/** Where a field that a container inherits was written. */
const writtenAt = (workload: Workload, container: ContainerView, field: string): string => {
  const isOwn = (memberOf(container.securityContext, field) ?? null) !== null;
  return `${isOwn ? container.pointer : workload.podPointer}/securityContext/${field}`;
};

export const privilegeRules: readonly Rule[] = [
  kubernetesRule({
    id: 'privileged',
    title: 'Containers are not privileged',
    severity: 'critical',
    severityReason: 'A privileged container has every capability and device of the node: it is root there.',
    remediation: 'Set securityContext.privileged to false, and add the one capability that is needed.',
    reference: reference.podSecurity,
    category: 'privilege',
    bad: podExample({ container: 'securityContext:\n  privileged: true' }),
    good: podExample({ container: 'securityContext:\n  privileged: false' }),
    on: 'container',
    *check({ container }) {
      if (memberOf(container.securityContext, 'privileged') !== true) return;
      const pointer = `${container.pointer}/securityContext/privileged`;
      yield problem(`${called(container)} is privileged`, { pointer, patch: securityPatch(container, false, 'privileged', false) });
    },
  }),
  kubernetesRule({
    id: 'privilege-escalation',
    title: 'Processes cannot gain privileges',
    severity: 'high',
    severityReason: 'A setuid file or a file capability can give a process more than it was started with.',
    remediation: 'Set securityContext.allowPrivilegeEscalation to false.',
    reference: reference.podSecurity,
    category: 'privilege',
    bad: podExample({}),
    good: podExample({ container: 'securityContext:\n  allowPrivilegeEscalation: false' }),
    on: 'container',
    *check({ workload, container }) {
      const value = memberOf(container.securityContext, 'allowPrivilegeEscalation');
      if (value === false || isWindows(workload)) return;
      yield problem(`${called(container)} may gain privileges (allowPrivilegeEscalation is ${shown(value)})`, {
        pointer: `${container.pointer}/securityContext/allowPrivilegeEscalation`,
        // The API server refuses it beside privileged or CAP_SYS_ADMIN, so there it is no safe change.
        patch: securityPatch(container, memberOf(container.securityContext, 'privileged') !== true, 'allowPrivilegeEscalation', false),
      });
    },
  }),
  kubernetesRule({
    id: 'run-as-non-root',
    title: 'Containers must run as a user other than root',
    severity: 'high',
    severityReason: 'Root in a container is one runtime flaw or one wrong mount away from root on the node.',
    remediation: 'Set runAsNonRoot: true on the pod or on every container, and give the image a numeric user.',
    reference: reference.podSecurity,
    category: 'privilege',
    bad: podExample({}),
    good: podExample({ pod: 'securityContext:\n  runAsNonRoot: true' }),
    on: 'container',
    defaultParams: { userSuffices: false },
    *check({ workload, container }, { params }) {
      const value = inherited(workload, container, 'runAsNonRoot');
      if (value === true) return;
      const user = inherited(workload, container, 'runAsUser');
      const isOther = typeof user === 'number' && user > 0;
      if (isOther && params['userSuffices'] === true) return;
      const patch = securityPatch(container, false, 'runAsNonRoot', true);
      const how = isOther ? `runs as user ${user}, and nothing keeps it from becoming root again` : 'may run as root';
      yield problem(`${called(container)} ${how} (runAsNonRoot is ${shown(value)})`, {
        pointer: value === undefined ? `${container.pointer}/securityContext` : writtenAt(workload, container, 'runAsNonRoot'),
        patch,
      });
    },
  }),
  kubernetesRule({
    id: 'run-as-user-zero',
    title: 'Containers are not told to run as user 0',
    severity: 'high',
    severityReason: 'User 0 is root, whatever the image says.',
    remediation: 'Remove runAsUser: 0, or name a user above 0.',
    reference: reference.podSecurity,
    category: 'privilege',
    bad: podExample({ container: 'securityContext:\n  runAsUser: 0' }),
    good: podExample({ container: 'securityContext:\n  runAsUser: 10001' }),
    on: 'container',
    *check({ workload, container }) {
      if (inherited(workload, container, 'runAsUser') !== 0) return;
      yield problem(`${called(container)} runs as user 0`, { pointer: writtenAt(workload, container, 'runAsUser') });
    },
  }),
  kubernetesRule({
    id: 'high-uid',
    title: 'Containers run as a user above 10000',
    severity: 'low',
    severityReason: 'A low id is often an account of the node too, so a file shared with it can be read by mistake.',
    remediation: 'Set runAsUser to a number of 10000 or more.',
    reference: reference.securityContext,
    category: 'privilege',
    bad: podExample({ container: 'securityContext:\n  runAsUser: 1000' }),
    good: podExample({ container: 'securityContext:\n  runAsUser: 10001' }),
    on: 'container',
    defaultParams: { minimum: 10000 },
    *check({ workload, container }, { params }) {
      const value = inherited(workload, container, 'runAsUser');
      // In a user namespace no id is one of the node's.
      if (memberOf(workload.spec, 'hostUsers') === false) return;
      if (typeof value === 'number' && value >= Number(params['minimum'])) return;
      yield problem(`${called(container)} runs as a low user id (runAsUser is ${shown(value)})`);
    },
  }),
  kubernetesRule({
    id: 'high-gid',
    title: 'Containers run as a group above 10000',
    severity: 'low',
    severityReason: 'A low id is often a group of the node too, so a file shared with it can be read by mistake.',
    remediation: 'Set runAsGroup to a number of 10000 or more.',
    reference: reference.securityContext,
    category: 'privilege',
    bad: podExample({ container: 'securityContext:\n  runAsGroup: 1000' }),
    good: podExample({ container: 'securityContext:\n  runAsGroup: 10001' }),
    on: 'container',
    defaultParams: { minimum: 10000 },
    *check({ workload, container }, { params }) {
      const value = inherited(workload, container, 'runAsGroup');
      if (typeof value === 'number' && value >= Number(params['minimum'])) return;
      yield problem(`${called(container)} runs as a low group id (runAsGroup is ${shown(value)})`);
    },
  }),
  kubernetesRule({
    id: 'read-only-rootfs',
    title: 'Root filesystems are read-only',
    severity: 'medium',
    severityReason: 'What breaks in cannot replace programs or leave tools behind.',
    remediation: 'Set readOnlyRootFilesystem: true and mount an emptyDir where the program writes.',
    reference: reference.securityContext,
    category: 'privilege',
    bad: podExample({}),
    good: podExample({ container: 'securityContext:\n  readOnlyRootFilesystem: true' }),
    on: 'container',
    *check({ workload, container }) {
      const value = memberOf(container.securityContext, 'readOnlyRootFilesystem');
      if (value === true || isWindows(workload)) return;
      yield problem(`${called(container)} can write its root filesystem (readOnlyRootFilesystem is ${shown(value)})`, {
        pointer: `${container.pointer}/securityContext/readOnlyRootFilesystem`,
        patch: securityPatch(container, false, 'readOnlyRootFilesystem', true),
      });
    },
  }),
  kubernetesRule({
    id: 'root-group',
    title: 'No group of the pod is root’s',
    severity: 'low',
    severityReason: 'Files of group 0 are open to it, and many images leave them writable by their group.',
    remediation: 'Use groups above 0 in runAsGroup, fsGroup and supplementalGroups.',
    reference: reference.securityContext,
    category: 'privilege',
    bad: podExample({ pod: 'securityContext:\n  fsGroup: 0' }),
    good: podExample({ pod: 'securityContext:\n  fsGroup: 10001' }),
    on: 'workload',
    *check({ workload }) {
      const context = podSecurity(workload);
      const pointer = `${workload.podPointer}/securityContext`;
      for (const field of ['runAsGroup', 'fsGroup']) {
        if (memberOf(context, field) === 0) yield problem(`${field} of the pod is 0`, { pointer: `${pointer}/${field}` });
      }
      const groups = memberOf(context, 'supplementalGroups');
      if (Array.isArray(groups) && groups.includes(0)) {
        yield problem('supplementalGroups of the pod include 0', { pointer: `${pointer}/supplementalGroups` });
      }
      for (const container of workload.containers) {
        if (memberOf(container.securityContext, 'runAsGroup') !== 0) continue;
        yield problem(`runAsGroup of ${called(container)} is 0`, {
          container: container.name,
          pointer: `${container.pointer}/securityContext/runAsGroup`,
        });
      }
    },
  }),
];
