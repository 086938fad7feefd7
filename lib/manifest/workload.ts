import { isList, isObject, type Json, type JsonObject, memberOf, objectAt, pointerToken } from '../model/json.ts';
import { withContainerDefaults, withPodDefaults } from './defaults.ts';
import type { ContainerRole, ContainerView, ManifestObject, Workload } from './object.ts';
import { valueAt } from './pointer.ts';
import { podContainers, type TemplatePlace, templatePlaces } from './template.table.ts';

/** Pod templates of an object, by the rows of the table for its kind. */
export type WorkloadFinder = (object: ManifestObject) => readonly Workload[];

export const workloadFinder = (places: readonly TemplatePlace[] = templatePlaces): WorkloadFinder => {
  const byKind = new Map<string, TemplatePlace[]>();
  for (const place of places) byKind.set(place.kind, [...(byKind.get(place.kind) ?? []), place]);
  return (object) => {
    const group = groupOf(object.apiVersion);
    const rows = byKind.get(object.kind)?.filter((place) => place.group === group) ?? [];
    return rows.flatMap((place) => workloadsAt(object, place));
  };
};

const ownGroups = new Set(['', 'apps', 'batch', 'extensions']);

const groupOf = (apiVersion: string): string => {
  const slash = apiVersion.indexOf('/');
  const group = slash === -1 ? '' : apiVersion.slice(0, slash);
  return ownGroups.has(group) ? '' : group;
};

const workloadsAt = (object: ManifestObject, place: TemplatePlace): readonly Workload[] =>
  placesOf(object.value, place.spec, '').flatMap(([value, podPointer]) => {
    if (!isObject(value)) return [];
    const metaPointer = place.containers ? '/metadata' : `${podPointer.slice(0, podPointer.lastIndexOf('/'))}/metadata`;
    const held = valueAt(object.value, metaPointer);
    const metadata = isObject(held) ? held : {};
    return [workloadOf(object, place, { value, podPointer, metaPointer, metadata })];
  });

const workloadOf = (
  object: ManifestObject,
  place: TemplatePlace,
  found: { value: JsonObject; podPointer: string; metaPointer: string; metadata: JsonObject },
): Workload => {
  const spec = place.containers ? found.value : withPodDefaults(found.value);
  const containers = (place.containers ?? podContainers).flatMap(([member, role]) =>
    containersAt(spec, member, role, found.podPointer, place.containers !== undefined),
  );
  return { object, podPointer: found.podPointer, metaPointer: found.metaPointer, metadata: found.metadata, spec, containers };
};

const containersAt = (
  spec: JsonObject,
  member: string,
  role: ContainerRole,
  podPointer: string,
  isCustom: boolean,
): readonly ContainerView[] => {
  const held = memberOf(spec, member);
  const base = `${podPointer}/${member}`;
  const views = isList(held)
    ? held.map((item, at) => viewOf(item, role, `${base}/${at}`, isCustom))
    : isCustom
      ? [viewOf(held, role, base, true)]
      : [];
  return views.filter((view) => view !== undefined);
};

const viewOf = (item: Json | undefined, role: ContainerRole, pointer: string, needsDefaults: boolean): ContainerView | undefined => {
  const value = needsDefaults && item !== undefined ? withContainerDefaults(item, false) : item;
  if (!isObject(value)) return undefined;
  const name = memberOf(value, 'name');
  const image = memberOf(value, 'image');
  return {
    role: role === 'init' && memberOf(value, 'restartPolicy') === 'Always' ? 'sidecar' : role,
    name: typeof name === 'string' && name !== '' ? name : pointer.split('/').slice(-2).join('/'),
    image: typeof image === 'string' ? image : '',
    pointer,
    value,
    securityContext: objectAt(value, 'securityContext'),
  };
};

/** Every value at the path, with its pointer; `*` stands for each member or item. */
const placesOf = (value: Json | undefined, path: readonly string[], pointer: string): readonly [Json, string][] => {
  const [step, ...rest] = path;
  if (step === undefined) return value === undefined ? [] : [[value, pointer]];
  if (step !== '*') return placesOf(memberOf(value, step), rest, `${pointer}/${step}`);
  const entries = isList(value) ? [...value.entries()] : isObject(value) ? Object.entries(value) : [];
  return entries.flatMap(([key, item]) => placesOf(item, rest, `${pointer}/${pointerToken(key)}`));
};
