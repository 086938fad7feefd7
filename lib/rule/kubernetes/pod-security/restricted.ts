import { isObject, type Json } from '../../../model/json.ts';
import { itemsOf } from './baseline.ts';
import { field, isGiven, objectOrNull, onContainers, onPodAndContainers, type Pod, type PodCheck } from './pod.ts';

/** Source: Pod Security Standards, restricted, by version. */
export const allowPrivilegeEscalation = onContainers(
  ({ security }) => (field(security, 'allowPrivilegeEscalation') === false ? null : 'does not set allowPrivilegeEscalation: false'),
  '/securityContext',
);

export const capabilitiesRestricted = onContainers(({ security }) => {
  const capabilities = objectOrNull(field(security, 'capabilities'));
  if (!itemsOf(field(capabilities, 'drop')).includes('ALL')) return 'does not drop ALL capabilities';
  for (const name of itemsOf(field(capabilities, 'add'))) if (name !== 'NET_BIND_SERVICE') return `adds the capability ${String(name)}`;
  return null;
}, '/securityContext/capabilities');

// An image is among them since the admission plugin knows it, for every version. Source: k8s.io/pod-security-admission, restrictedVolumes_1_0.
const restrictedTypes = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

/** `more`: types that are let in beside those of the standard. */
export const volumesOf =
  (more: readonly Json[]): PodCheck =>
  ({ spec }, into) => {
    let broken = false;
    for (const [at, volume] of itemsOf(spec['volumes']).entries()) {
      if (!isObject(volume) || isAllowedVolume(volume, more)) continue;
      broken = true;
      if (into === null) return true;
      const type = Object.keys(volume).find((key) => key !== 'name') ?? 'unknown';
      into.push({
        message: `the volume "${String(volume['name'] ?? '')}" is of the type ${type}`,
        place: `/volumes/${at}`,
        container: null,
      });
    }
    return broken;
  };

export const restrictedVolumes = volumesOf([]);

// The API server makes an emptyDir of a volume that has only a name.
const isAllowedVolume = (volume: { readonly [key: string]: Json }, more: readonly Json[]): boolean => {
  let hasSource = false;
  for (const key in volume) {
    if (key === 'name' || !isGiven(volume[key])) continue;
    if (restrictedTypes.includes(key) || more.includes(key)) return true;
    hasSource = true;
  }
  return !hasSource;
};

const runAsNonRootIsFalse = onPodAndContainers((security) => (security['runAsNonRoot'] === false ? 'sets runAsNonRoot: false' : null), {
  place: '/runAsNonRoot',
});
const runAsNonRootIsMissing = onContainers(
  ({ security }, pod) =>
    field(pod.security, 'runAsNonRoot') === true || isGiven(field(security, 'runAsNonRoot')) ? null : 'does not set runAsNonRoot: true',
  '/securityContext',
);

export const runAsNonRoot: PodCheck = (pod, into) => {
  const isFalse = runAsNonRootIsFalse(pod, into);
  if (isFalse && into === null) return true;
  return runAsNonRootIsMissing(pod, into) || isFalse;
};

export const runAsUser = onPodAndContainers((security) => (security['runAsUser'] === 0 ? 'sets runAsUser: 0' : null), {
  place: '/runAsUser',
});

/** Since v1.25 pods of Windows need not set what only Linux has. */
export const exceptWindows =
  (check: PodCheck): PodCheck =>
  (pod, into) =>
    field(objectOrNull(pod.spec['os']), 'name') !== 'windows' && check(pod, into);

/** Since v1.35 a pod in its own user namespace may be root there. */
export const exceptInUserNamespace =
  (check: PodCheck): PodCheck =>
  (pod: Pod, into) =>
    pod.spec['hostUsers'] !== false && check(pod, into);
