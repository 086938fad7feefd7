import {
  capabilitiesBaseline,
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  hostProbesAndLifecycle,
  privileged,
  procMount,
  safeSysctls,
  seLinuxOptions,
  seLinuxOptionsFrom31,
  sysctlsOf,
  windowsHostProcess,
} from './baseline.ts';
import type { PodCheck } from './pod.ts';
import { appArmorProfile, seccompAnnotations, seccompBaseline, seccompRestricted } from './profile.ts';
import {
  allowPrivilegeEscalation,
  capabilitiesRestricted,
  exceptInUserNamespace,
  exceptWindows,
  restrictedVolumes,
  runAsNonRoot,
  runAsUser,
} from './restricted.ts';

/** One control of the standards. `versions`: from which minor version on which form holds; before the first there is none. */
export type ControlRow = {
  readonly id: string;
  readonly level: 'baseline' | 'restricted';
  readonly versions: readonly (readonly [minor: number, check: PodCheck])[];
  /** At the restricted level the named control says the same more strictly, from the version on that this one exists. */
  readonly overrides?: string;
};

/** Source: kubernetes/pod-security-admission, policy/check_*.go at v1.37; the ids are its. */
export const controls: readonly ControlRow[] = [
  { id: 'appArmorProfile', level: 'baseline', versions: [[0, appArmorProfile]] },
  { id: 'capabilities_baseline', level: 'baseline', versions: [[0, capabilitiesBaseline]] },
  { id: 'hostNamespaces', level: 'baseline', versions: [[0, hostNamespaces]] },
  { id: 'hostPathVolumes', level: 'baseline', versions: [[0, hostPathVolumes]] },
  { id: 'hostPorts', level: 'baseline', versions: [[0, hostPorts]] },
  { id: 'hostProbesAndHostLifecycle', level: 'baseline', versions: [[34, hostProbesAndLifecycle]] },
  { id: 'privileged', level: 'baseline', versions: [[0, privileged]] },
  {
    id: 'procMount',
    level: 'baseline',
    versions: [
      [0, procMount],
      [35, exceptInUserNamespace(procMount)],
    ],
  },
  {
    id: 'seLinuxOptions',
    level: 'baseline',
    versions: [
      [0, seLinuxOptions],
      [31, seLinuxOptionsFrom31],
    ],
  },
  {
    id: 'seccompProfile_baseline',
    level: 'baseline',
    versions: [
      [0, seccompAnnotations],
      [19, seccompBaseline],
    ],
  },
  {
    id: 'sysctls',
    level: 'baseline',
    versions: [
      [0, sysctlsOf(safeSysctls[0])],
      [27, sysctlsOf(safeSysctls[27])],
      [29, sysctlsOf(safeSysctls[29])],
      [32, sysctlsOf(safeSysctls[32])],
      [37, sysctlsOf(safeSysctls[37])],
    ],
  },
  { id: 'windowsHostProcess', level: 'baseline', versions: [[0, windowsHostProcess]] },
  {
    id: 'allowPrivilegeEscalation',
    level: 'restricted',
    versions: [
      [8, allowPrivilegeEscalation],
      [25, exceptWindows(allowPrivilegeEscalation)],
    ],
  },
  {
    id: 'capabilities_restricted',
    level: 'restricted',
    versions: [
      [22, capabilitiesRestricted],
      [25, exceptWindows(capabilitiesRestricted)],
    ],
    overrides: 'capabilities_baseline',
  },
  { id: 'procMount_restricted', level: 'restricted', versions: [[35, procMount]], overrides: 'procMount' },
  { id: 'restrictedVolumes', level: 'restricted', versions: [[0, restrictedVolumes]], overrides: 'hostPathVolumes' },
  {
    id: 'runAsNonRoot',
    level: 'restricted',
    versions: [
      [0, runAsNonRoot],
      [35, exceptInUserNamespace(runAsNonRoot)],
    ],
  },
  {
    id: 'runAsUser',
    level: 'restricted',
    versions: [
      [23, runAsUser],
      [35, exceptInUserNamespace(runAsUser)],
    ],
  },
  {
    id: 'seccompProfile_restricted',
    level: 'restricted',
    versions: [
      [19, seccompRestricted],
      [25, exceptWindows(seccompRestricted)],
    ],
    overrides: 'seccompProfile_baseline',
  },
];
