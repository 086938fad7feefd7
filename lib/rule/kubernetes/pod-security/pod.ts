import { isList, isObject, type Json, type JsonObject } from '../../../model/json.ts';

/** A pod as the checks read it. `containers` in the order of the spec: init, regular, ephemeral. */
export type Pod = {
  readonly annotations: JsonObject | null;
  readonly spec: JsonObject;
  readonly security: JsonObject | null;
  readonly containers: readonly PodContainer[];
};
export type PodContainer = {
  readonly name: string;
  readonly value: JsonObject;
  readonly security: JsonObject | null;
  readonly place: string;
};

/** What is wrong, for people; `place` is a pointer below the pod spec. */
export type Violation = { readonly message: string; readonly place: string; readonly container: string | null };

/** True when the pod breaks the check. Without `into` it may stop at the first place, and writes no messages: that is the fast path. */
export type PodCheck = (pod: Pod, into: Violation[] | null) => boolean;

const members = ['initContainers', 'containers', 'ephemeralContainers'] as const;

export const podOf = (metadata: JsonObject | null, spec: JsonObject): Pod => {
  const containers: PodContainer[] = [];
  for (const member of members) {
    const list = spec[member];
    if (!isList(list)) continue;
    for (let at = 0; at < list.length; at += 1) {
      const value = list[at];
      if (!isObject(value)) continue;
      const name = value['name'];
      containers.push({
        name: typeof name === 'string' ? name : '',
        value,
        security: objectOrNull(value['securityContext']),
        place: `/${member}/${at}`,
      });
    }
  }
  return { annotations: objectOrNull(metadata?.['annotations']), spec, security: objectOrNull(spec['securityContext']), containers };
};

export const objectOrNull = (value: Json | undefined): JsonObject | null => (isObject(value) ? value : null);

/** A field of an object that may not be there; the callers ask only for names that no prototype has. */
export const field = (holder: JsonObject | null, name: string): Json | undefined => (holder === null ? undefined : holder[name]);

export const isGiven = (value: Json | undefined): boolean => value !== undefined && value !== null;

/** A check of one value that the pod and every container may set. */
export const onPodAndContainers = (
  read: (security: JsonObject) => string | null,
  { pod: onPod = true, container: onContainer = true, place = '' } = {},
): PodCheck => {
  const judge = (
    security: JsonObject | null,
    into: Violation[] | null,
    at: () => { place: string; who: string; container: string | null },
  ): boolean => {
    if (security === null) return false;
    const wrong = read(security);
    if (wrong === null) return false;
    if (into) {
      const { place: holder, who, container } = at();
      into.push({ message: `${who} ${wrong}`, place: `${holder}/securityContext${place}`, container });
    }
    return true;
  };
  return (pod, into) => {
    let broken = onPod && judge(pod.security, into, () => ({ place: '', who: 'the pod', container: null }));
    if (!onContainer) return broken;
    for (const container of pod.containers) {
      if (broken && into === null) return true;
      const here = () => ({ place: container.place, who: `container "${container.name}"`, container: container.name });
      broken = judge(container.security, into, here) || broken;
    }
    return broken;
  };
};

/** A check of one container at a time. */
export const onContainers =
  (read: (container: PodContainer, pod: Pod) => string | null, place: string): PodCheck =>
  (pod, into) => {
    let broken = false;
    for (const container of pod.containers) {
      const wrong = read(container, pod);
      if (wrong === null) continue;
      broken = true;
      if (into === null) return true;
      into.push({ message: `container "${container.name}" ${wrong}`, place: container.place + place, container: container.name });
    }
    return broken;
  };
