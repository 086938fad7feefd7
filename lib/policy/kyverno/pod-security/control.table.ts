/** Kyverno's names of the controls, and the checks of the Pod Security Standards that each stands for. Source: Kyverno, "Validate Rules", podSecurity. */
const checksOfControl: { readonly [control: string]: readonly string[] } = {
  AppArmor: ['appArmorProfile'],
  Capabilities: ['capabilities_baseline', 'capabilities_restricted'],
  'Host Namespaces': ['hostNamespaces'],
  'Host Ports': ['hostPorts'],
  'Host Probes / Lifecycle Hooks': ['hostProbesAndHostLifecycle'],
  'HostPath Volumes': ['hostPathVolumes'],
  HostProcess: ['windowsHostProcess'],
  '/proc Mount Type': ['procMount', 'procMount_restricted'],
  'Privilege Escalation': ['allowPrivilegeEscalation'],
  'Privileged Containers': ['privileged'],
  'Running as Non-root': ['runAsNonRoot'],
  'Running as Non-root user': ['runAsUser'],
  Seccomp: ['seccompProfile_baseline', 'seccompProfile_restricted'],
  SELinux: ['seLinuxOptions'],
  Sysctls: ['sysctls'],
  'Volume Types': ['restrictedVolumes'],
};

export const controlNames: readonly string[] = Object.keys(checksOfControl);

export const isAboutCheck = (control: string, check: string): boolean =>
  Object.hasOwn(checksOfControl, control) && checksOfControl[control]?.includes(check) === true;
