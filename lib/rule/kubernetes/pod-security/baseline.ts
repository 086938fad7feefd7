import { isList, isObject, type Json, type JsonObject } from '../../../model/json.ts';
import { field, isGiven, objectOrNull, onContainers, onPodAndContainers, type PodCheck, type PodContainer } from './pod.ts';

/** Source of every list and value here: Pod Security Standards, baseline, by version. */
/** What the runtimes give anyway. */
export const baselineCapabilities: readonly Json[] = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
];
const capabilitiesAllowed = new Set(baselineCapabilities);

export const itemsOf = (value: Json | undefined): readonly Json[] => (isList(value) ? value : []);

export const capabilitiesBaseline = onContainers(({ security }) => {
  const added = itemsOf(field(objectOrNull(field(security, 'capabilities')), 'add'));
  for (const name of added) if (!capabilitiesAllowed.has(name)) return `adds the capability ${String(name)}`;
  return null;
}, '/securityContext/capabilities/add');

export const hostNamespaces: PodCheck = ({ spec }, into) => {
  let broken = false;
  for (const name of ['hostNetwork', 'hostPID', 'hostIPC']) {
    if (spec[name] !== true) continue;
    broken = true;
    if (into === null) return true;
    into.push({ message: `the pod sets ${name}: true`, place: `/${name}`, container: null });
  }
  return broken;
};

export const hostPathVolumes: PodCheck = ({ spec }, into) => {
  let broken = false;
  for (const [at, volume] of itemsOf(spec['volumes']).entries()) {
    if (!isObject(volume) || !isGiven(volume['hostPath'])) continue;
    broken = true;
    if (into === null) return true;
    into.push({ message: `the volume "${String(volume['name'] ?? '')}" is a hostPath`, place: `/volumes/${at}`, container: null });
  }
  return broken;
};

export const hostPorts = onContainers(({ value }) => {
  for (const port of itemsOf(value['ports'])) {
    const hostPort = isObject(port) ? port['hostPort'] : undefined;
    if (isGiven(hostPort) && hostPort !== 0) return `takes the host's port ${String(hostPort)}`;
  }
  return null;
}, '/ports');

export const privileged = onContainers(
  ({ security }) => (field(security, 'privileged') === true ? 'is privileged' : null),
  '/securityContext/privileged',
);

export const procMount = onContainers(({ security }) => {
  const value = field(security, 'procMount');
  return isGiven(value) && value !== 'Default' ? `sets procMount: ${String(value)}` : null;
}, '/securityContext/procMount');

const selinuxTypes = new Set<Json>(['', 'container_t', 'container_init_t', 'container_kvm_t']);

const selinuxWith = (allowed: ReadonlySet<Json>): PodCheck =>
  onPodAndContainers(
    (security) => {
      const options = objectOrNull(security['seLinuxOptions']);
      if (options === null) return null;
      const { type, user, role } = { type: options['type'], user: options['user'], role: options['role'] };
      if (isGiven(type) && !allowed.has(type ?? null)) return `sets the SELinux type ${String(type)}`;
      if (isGiven(user) && user !== '') return `sets the SELinux user ${String(user)}`;
      if (isGiven(role) && role !== '') return `sets the SELinux role ${String(role)}`;
      return null;
    },
    { place: '/seLinuxOptions' },
  );

export const seLinuxOptions = selinuxWith(selinuxTypes);
export const seLinuxOptionsFrom31 = selinuxWith(new Set([...selinuxTypes, 'container_engine_t']));

const sysctlsFrom0 = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
];
const sysctlsFrom27 = [...sysctlsFrom0, 'net.ipv4.ip_local_reserved_ports'];
const sysctlsFrom29 = [
  ...sysctlsFrom27,
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
];
const sysctlsFrom32 = [...sysctlsFrom29, 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'];
const sysctlsFrom37 = [...sysctlsFrom32, 'net.ipv4.tcp_slow_start_after_idle', 'net.ipv4.tcp_notsent_lowat'];

/** Safe sysctls by the minor version that first allowed the list. */
export const safeSysctls = { 0: sysctlsFrom0, 27: sysctlsFrom27, 29: sysctlsFrom29, 32: sysctlsFrom32, 37: sysctlsFrom37 } as const;

export const sysctlsOf = (safe: readonly string[]): PodCheck => {
  const allowed = new Set<Json>(safe);
  return ({ security }, into) => {
    let broken = false;
    for (const [at, entry] of itemsOf(field(security, 'sysctls')).entries()) {
      const name = isObject(entry) ? (entry['name'] ?? '') : '';
      if (allowed.has(name)) continue;
      broken = true;
      if (into === null) return true;
      into.push({ message: `the pod sets the sysctl ${String(name)}`, place: `/securityContext/sysctls/${at}`, container: null });
    }
    return broken;
  };
};

export const windowsHostProcess = onPodAndContainers(
  (security) => (field(objectOrNull(security['windowsOptions']), 'hostProcess') === true ? 'sets hostProcess: true' : null),
  { place: '/windowsOptions/hostProcess' },
);

/** Since v1.34: a probe or hook that names a host makes the kubelet call it from the node's network. */
export const hostProbesAndLifecycle = onContainers((container) => {
  for (const [where, handler] of handlersOf(container)) {
    for (const action of ['httpGet', 'tcpSocket']) {
      const host = field(objectOrNull(handler[action]), 'host');
      if (isGiven(host) && host !== '') return `sets the host ${String(host)} in ${where}.${action}`;
    }
  }
  return null;
}, '');

export const handlersOf = ({ value }: Pick<PodContainer, 'value'>): readonly (readonly [string, JsonObject])[] => {
  const found: [string, JsonObject][] = [];
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    const probe = value[name];
    if (isObject(probe)) found.push([name, probe]);
  }
  const lifecycle = value['lifecycle'];
  if (!isObject(lifecycle)) return found;
  for (const name of ['postStart', 'preStop']) {
    const hook = lifecycle[name];
    if (isObject(hook)) found.push([`lifecycle.${name}`, hook]);
  }
  return found;
};
