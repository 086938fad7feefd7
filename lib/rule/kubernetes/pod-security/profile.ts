import type { Json } from '../../../model/json.ts';
import { field, isGiven, objectOrNull, onPodAndContainers, type Pod, type PodCheck, type Violation } from './pod.ts';

/** AppArmor and seccomp: fields, and the annotations that came before them. Source: Pod Security Standards. */
const appArmorPrefix = 'container.apparmor.security.beta.kubernetes.io/';
const seccompPod = 'seccomp.security.alpha.kubernetes.io/pod';
const seccompContainer = 'container.seccomp.security.alpha.kubernetes.io/';

const isText = (value: Json | undefined): value is string => typeof value === 'string';

const brokenAnnotations = (pod: Pod, into: Violation[] | null, isWrong: (name: string, value: Json) => boolean): boolean => {
  if (pod.annotations === null) return false;
  let broken = false;
  for (const [name, value] of Object.entries(pod.annotations)) {
    if (!isWrong(name, value)) continue;
    broken = true;
    if (into === null) return true;
    into.push({ message: `the annotation ${name} is ${JSON.stringify(value)}`, place: '', container: null });
  }
  return broken;
};

const profileType = (name: string, allowed: ReadonlySet<Json>): PodCheck =>
  onPodAndContainers(
    (security) => {
      const profile = objectOrNull(security[name]);
      if (profile === null) return null;
      const type = profile['type'];
      return isGiven(type) && allowed.has(type ?? null) ? null : `sets ${name}.type to ${JSON.stringify(type ?? null)}`;
    },
    { place: `/${name}` },
  );

const allowedTypes = new Set<Json>(['RuntimeDefault', 'Localhost']);
const appArmorFields = profileType('appArmorProfile', allowedTypes);
const seccompFields = profileType('seccompProfile', allowedTypes);

const isAppArmorProfile = (value: Json): boolean =>
  isText(value) && (value === '' || value === 'runtime/default' || value.startsWith('localhost/'));

export const appArmorProfile: PodCheck = (pod, into) => {
  const fields = appArmorFields(pod, into);
  if (fields && into === null) return true;
  return brokenAnnotations(pod, into, (name, value) => name.startsWith(appArmorPrefix) && !isAppArmorProfile(value)) || fields;
};

const isSeccompProfile = (value: Json): boolean =>
  isText(value) && (value === 'runtime/default' || value === 'docker/default' || value.startsWith('localhost/'));

/** Of containers that the pod has; an annotation for another changes nothing. Source: k8s.io/pod-security-admission, seccompProfileBaseline_1_0. */
export const seccompAnnotations: PodCheck = (pod, into) => {
  const names = new Set([seccompPod, ...pod.containers.map((container) => seccompContainer + container.name)]);
  return brokenAnnotations(pod, into, (name, value) => names.has(name) && !isSeccompProfile(value));
};

export const seccompBaseline: PodCheck = seccompFields;

/** The pod sets a profile or every container does, and nobody sets another. */
export const seccompRestricted: PodCheck = (pod, into) => {
  const wrong = seccompFields(pod, into);
  if (wrong && into === null) return true;
  if (isGiven(field(objectOrNull(field(pod.security, 'seccompProfile')), 'type'))) return wrong;
  let missing = false;
  for (const container of pod.containers) {
    if (isGiven(field(objectOrNull(field(container.security, 'seccompProfile')), 'type'))) continue;
    missing = true;
    if (into === null) return true;
    const message = `container "${container.name}" has no seccompProfile, nor has the pod`;
    into.push({ message, place: `${container.place}/securityContext`, container: container.name });
  }
  return wrong || missing;
};
