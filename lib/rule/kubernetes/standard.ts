import type { ContainerView, Workload } from '../../manifest/object.ts';
import { givenAt, type Json, type JsonObject, listAt, memberOf, objectAt } from '../../model/json.ts';
import { problem, type Rule, type Statement } from '../rule.ts';
import { kubernetesRule, reference } from './define.ts';
import { podExample } from './example.ts';
import { called, inherited, isWindows, jsonPatch, podSecurity, runsOnWindows, setField } from './field.ts';
import { hostProbesAndLifecycle, procMount, safeSysctls, seLinuxOptionsFrom31, sysctlsOf } from './pod-security/baseline.ts';
import { type PodCheck, podOf, type Violation } from './pod-security/pod.ts';
import { volumesOf } from './pod-security/restricted.ts';

/** A rule that is one control of the Pod Security Standards. */
const byControl = (check: PodCheck) =>
  function* ({ workload }: { workload: Workload }): Iterable<Statement> {
    const violations: Violation[] = [];
    check(podOf(workload.metadata, workload.spec), violations);
    for (const { message, place, container } of violations) {
      yield problem(message, { pointer: workload.podPointer + place, ...(container !== null && { container }) });
    }
  };

const appArmorAnnotation = 'container.apparmor.security.beta.kubernetes.io/';
const seccompPodAnnotation = 'seccomp.security.alpha.kubernetes.io/pod';
const seccompContainerAnnotation = 'container.seccomp.security.alpha.kubernetes.io/';

type Holder = readonly [workload: Workload, container: ContainerView];

const annotation = (workload: Workload, name: string): Json | undefined => memberOf(objectAt(workload.metadata, 'annotations'), name);

/** The profile that a container runs under, from the fields or the annotations that came before them. */
const seccompOf = (...[workload, container]: Holder): Json | undefined =>
  memberOf(objectAt(container.securityContext, 'seccompProfile'), 'type') ??
  memberOf(objectAt(podSecurity(workload), 'seccompProfile'), 'type') ??
  annotation(workload, seccompContainerAnnotation + container.name) ??
  annotation(workload, seccompPodAnnotation);

export const appArmorOf = (...[workload, container]: Holder): Json | undefined =>
  memberOf(objectAt(container.securityContext, 'appArmorProfile'), 'type') ??
  annotation(workload, appArmorAnnotation + container.name) ??
  memberOf(objectAt(podSecurity(workload), 'appArmorProfile'), 'type');

const isConfined = (profile: Json | undefined): boolean =>
  typeof profile === 'string' &&
  (['RuntimeDefault', 'Localhost', 'runtime/default', 'docker/default'].includes(profile) || profile.startsWith('localhost/'));

const isUnconfined = (profile: Json | undefined): boolean => typeof profile === 'string' && profile.toLowerCase() === 'unconfined';

const security = (text: string): string => podExample({ pod: `securityContext:\n  ${text}` });

/** Containers of a Windows pod for which neither they nor the pod set the option. */
function* withoutOption(workload: Workload, option: string): Iterable<Statement> {
  const has = (context: JsonObject): boolean => Boolean(memberOf(objectAt(context, 'windowsOptions'), option));
  for (const container of has(podSecurity(workload)) ? [] : workload.containers) {
    if (container.role === 'container' && !has(container.securityContext))
      yield problem(`${called(container)} sets no windowsOptions.${option}`, {
        container: container.name,
        pointer: `${container.pointer}/securityContext`,
        discriminator: option,
      });
  }
}

export const standardRules: readonly Rule[] = [
  kubernetesRule({
    id: 'seccomp-set',
    title: 'A seccomp profile limits system calls',
    severity: 'medium',
    severityReason: 'Most kernel flaws are reached through calls that ordinary programs never make.',
    remediation: 'Set seccompProfile.type: RuntimeDefault on the pod.',
    reference: reference.podSecurity,
    category: 'privilege',
    bad: podExample({}),
    good: security('seccompProfile: {type: RuntimeDefault}'),
    on: 'container',
    defaultParams: { types: ['RuntimeDefault', 'Localhost'] },
    *check({ workload, container }, { params }) {
      const profile = seccompOf(workload, container);
      const isLocal = typeof profile === 'string' && profile.toLowerCase().startsWith('localhost');
      if (isWindows(workload) || (isConfined(profile) && listAt(params, 'types').includes(isLocal ? 'Localhost' : 'RuntimeDefault')))
        return;
      yield problem(`${called(container)} has no seccomp profile`, {
        patch: jsonPatch(
          true,
          setField(container.pointer, container.value, ['securityContext', 'seccompProfile'], { type: 'RuntimeDefault' }),
        ),
      });
    },
  }),
  kubernetesRule({
    id: 'seccomp-unconfined',
    title: 'Seccomp is not switched off',
    severity: 'high',
    severityReason: 'Every system call of the kernel is open, where the runtime would close the dangerous ones.',
    remediation: 'Set seccompProfile.type: RuntimeDefault, or a profile of your own.',
    reference: reference.podSecurity,
    category: 'privilege',
    bad: security('seccompProfile: {type: Unconfined}'),
    good: podExample({}),
    on: 'container',
    *check({ workload, container }) {
      if (!isUnconfined(seccompOf(workload, container))) return;
      yield problem(`${called(container)} runs without seccomp (Unconfined)`, {
        patch: jsonPatch(
          true,
          setField(container.pointer, container.value, ['securityContext', 'seccompProfile'], { type: 'RuntimeDefault' }),
        ),
      });
    },
  }),
  kubernetesRule({
    id: 'apparmor-set',
    title: 'An AppArmor profile is named',
    severity: 'low',
    severityReason: 'Where the node has AppArmor the runtime’s profile holds files and mounts; naming it makes that certain.',
    remediation: 'Set appArmorProfile.type: RuntimeDefault.',
    reference: 'https://kubernetes.io/docs/tutorials/security/apparmor/',
    category: 'privilege',
    bad: podExample({}),
    good: security('appArmorProfile: {type: RuntimeDefault}'),
    on: 'container',
    defaultParams: { required: true },
    *check({ workload, container }, { params }) {
      const profile = appArmorOf(workload, container);
      if (profile === undefined && params['required'] !== true) return;
      if (!isConfined(profile)) yield problem(`${called(container)} names no AppArmor profile`);
    },
  }),
  kubernetesRule({
    id: 'apparmor-unconfined',
    title: 'AppArmor is not switched off',
    severity: 'high',
    severityReason: 'The runtime’s profile, which every container gets otherwise, is taken away.',
    remediation: 'Set appArmorProfile.type: RuntimeDefault, or remove the setting.',
    reference: reference.podSecurity,
    category: 'privilege',
    bad: security('appArmorProfile: {type: Unconfined}'),
    good: podExample({}),
    on: 'container',
    *check({ workload, container }) {
      if (isUnconfined(appArmorOf(workload, container))) yield problem(`${called(container)} runs without AppArmor (Unconfined)`);
    },
  }),
  kubernetesRule({
    id: 'selinux-options',
    title: 'SELinux types are those of containers',
    severity: 'medium',
    severityReason: 'Another type, user or role can reach files of the host.',
    remediation: 'Remove seLinuxOptions, or use container_t, container_init_t, container_kvm_t or container_engine_t.',
    reference: reference.podSecurity,
    category: 'privilege',
    bad: security('seLinuxOptions: {type: spc_t}'),
    good: security('seLinuxOptions: {type: container_t}'),
    on: 'workload',
    check: byControl(seLinuxOptionsFrom31),
  }),
  kubernetesRule({
    id: 'proc-mount',
    title: '/proc stays masked',
    severity: 'high',
    severityReason: 'An unmasked /proc shows and changes settings of the kernel.',
    remediation: 'Remove procMount, or set it to Default.',
    reference: reference.podSecurity,
    category: 'privilege',
    bad: podExample({ container: 'securityContext:\n  procMount: Unmasked' }),
    good: podExample({ container: 'securityContext:\n  procMount: Default' }),
    on: 'workload',
    check: byControl(procMount),
  }),
  kubernetesRule({
    id: 'sysctls',
    title: 'Only safe sysctls are set',
    severity: 'medium',
    severityReason: 'The others reach beyond the pod’s own namespaces.',
    remediation: 'Remove the sysctl.',
    reference: reference.podSecurity,
    category: 'privilege',
    bad: security('sysctls: [{name: kernel.msgmax, value: "1"}]'),
    good: security('sysctls: [{name: net.ipv4.tcp_syncookies, value: "1"}]'),
    on: 'workload',
    check: byControl(sysctlsOf(safeSysctls[37])),
  }),
  kubernetesRule({
    id: 'volume-types',
    title: 'Volumes are of the types that the restricted standard allows',
    severity: 'medium',
    severityReason: 'The others are the node’s own disks or drivers without isolation.',
    remediation: 'Use a configMap, csi, downwardAPI, emptyDir, ephemeral, image, persistentVolumeClaim, projected or secret volume.',
    reference: reference.podSecurity,
    category: 'privilege',
    bad: podExample({ pod: 'volumes:\n  - name: share\n    nfs: {server: nfs.example.com, path: /}' }),
    good: podExample({ pod: 'volumes:\n  - name: share\n  - name: claim\n    persistentVolumeClaim: {claimName: data}' }),
    on: 'workload',
    defaultParams: { alsoAllowed: [] },
    check: (at, { params }) => byControl(volumesOf(listAt(params, 'alsoAllowed')))(at),
  }),
  kubernetesRule({
    id: 'probe-host',
    title: 'Probes and hooks name no host',
    severity: 'medium',
    severityReason: 'The kubelet calls the host from the node’s own network, past every NetworkPolicy.',
    remediation: 'Remove the host field; the pod’s own address is meant without it.',
    reference: reference.podSecurity,
    category: 'host',
    bad: podExample({ container: 'livenessProbe:\n  httpGet: {path: /, port: 80, host: 169.254.169.254}' }),
    good: podExample({ container: 'livenessProbe:\n  httpGet: {path: /, port: 80}' }),
    on: 'workload',
    check: byControl(hostProbesAndLifecycle),
  }),
  kubernetesRule({
    id: 'security-context-set',
    title: 'Pods and containers set a security context',
    severity: 'low',
    severityReason: 'Its absence says that nobody decided what the program may do.',
    remediation: 'Set securityContext on the pod and on every container.',
    reference: reference.securityContext,
    category: 'privilege',
    bad: security('runAsNonRoot: true'),
    good: podExample({ pod: 'securityContext:\n  runAsNonRoot: true', container: 'securityContext:\n  privileged: false' }),
    on: 'workload',
    defaultParams: { on: ['pod', 'container'], podFields: [], containerFields: [], windowsOptions: [] },
    *check({ workload }, { params }) {
      const places = listAt(params, 'on');
      const lacks = (context: JsonObject, fields: string): boolean =>
        Object.keys(context).length === 0 ||
        listAt(params, fields).some((field) => typeof field === 'string' && givenAt(context, field) === undefined);
      const pointer = `${workload.podPointer}/securityContext`;
      if (places.includes('pod') && lacks(podSecurity(workload), 'podFields'))
        yield problem('the pod sets no security context', { pointer });
      for (const container of places.includes('container') ? workload.containers : []) {
        if (!lacks(container.securityContext, 'containerFields')) continue;
        yield problem(`${called(container)} sets no security context`, {
          container: container.name,
          pointer: `${container.pointer}/securityContext`,
        });
      }
      for (const option of runsOnWindows(workload) ? listAt(params, 'windowsOptions').map(String) : [])
        yield* withoutOption(workload, option);
    },
  }),
  kubernetesRule({
    id: 'linux-hardening-any',
    title: 'At least one of AppArmor, seccomp, SELinux and dropped capabilities is used',
    severity: 'medium',
    severityReason: 'Without any of them only the runtime’s defaults stand between the program and the kernel.',
    remediation: 'Set seccompProfile.type: RuntimeDefault and drop all capabilities.',
    reference: reference.securityContext,
    category: 'privilege',
    bad: podExample({}),
    good: podExample({ container: 'securityContext:\n  capabilities: {drop: [ALL]}' }),
    on: 'container',
    *check({ workload, container }) {
      const held = objectAt(container.securityContext, 'capabilities');
      // What is dropped beside an added ALL is handed back at once.
      const drops = listAt(held, 'drop').length > 0 && !listAt(held, 'add').some((name) => String(name).toUpperCase() === 'ALL');
      const hasSelinux = inherited(workload, container, 'seLinuxOptions') !== undefined;
      if (drops || hasSelinux || isConfined(seccompOf(workload, container)) || isConfined(appArmorOf(workload, container))) return;
      yield problem(`${called(container)} uses none of AppArmor, seccomp, SELinux and dropped capabilities`);
    },
  }),
];
