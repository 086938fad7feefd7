import { canonicalJson } from '../../model/canonical.ts';
import { isList, isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { PatchOperation } from '../../model/patch.ts';
import type { ManifestObject } from '../object.ts';
import { setMember } from '../yaml/frame.ts';
import { mergedGroups, mergedTexts, mergeKeys, orderedLists, replacedMaps } from './merge-key.table.ts';
import { applyOperations } from './operation.ts';

/** A patch as `kubectl patch --type` takes it: `strategic` for Kubernetes' own types, an RFC 7386 `merge` for those of others. */
export type MergePatch = { readonly type: 'strategic' | 'merge'; readonly document: JsonObject };

/** The operations as one merge patch of the object as written; null when they do not fit or take away the whole object. */
export const mergePatchOf = (object: ManifestObject, operations: readonly PatchOperation[]): MergePatch | null => {
  const after = applyOperations(object.value, operations);
  return isObject(after) ? mergePatchTo(object, after) : null;
};

/** What makes the object into `after`. */
export const mergePatchTo = (object: ManifestObject, after: JsonObject): MergePatch => {
  const group = object.apiVersion.includes('/') ? (object.apiVersion.split('/')[0] ?? '') : '';
  const type = mergedGroups.has(group) ? 'strategic' : 'merge';
  return { type, document: changed(object.value, after, [object.kind], type === 'strategic') ?? {} };
};

/** What of a map is other, a member that is gone as null; undefined when nothing is. */
const changed = (before: JsonObject, after: JsonObject, path: readonly string[], isStrategic: boolean): JsonObject | undefined => {
  const patch: { [key: string]: Json } = {};
  let isChanged = false;
  const set = (key: string, value: Json): void => {
    setMember(patch, key, value);
    isChanged = true;
  };
  for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) set(key, null);
  for (const [key, value] of Object.entries(after)) {
    const old = Object.hasOwn(before, key) ? before[key] : undefined;
    if (old !== undefined && canonicalJson(old) === canonicalJson(value)) continue;
    const inside = [...path, key];
    if (isObject(old) && isObject(value) && !(isStrategic && replacedMaps.has(placeOf(inside)))) {
      const inner = changed(old, value, inside, isStrategic);
      if (inner) set(key, inner);
    } else if (isStrategic && isList(old) && isList(value)) {
      for (const [name, list] of mergedList(old, value, inside)) set(name, list);
    } else set(key, value);
  }
  return isChanged ? patch : undefined;
};

/** The list's member of the patch, and the directives beside it. Source: Kubernetes, "Strategic Merge Patch". */
const mergedList = (before: readonly Json[], after: readonly Json[], path: readonly string[]): [string, readonly Json[]][] => {
  const name = path.at(-1) ?? '';
  if (mergedTexts.has(placeOf(path))) {
    const gone = before.filter((text) => !after.includes(text));
    const added = after.filter((text) => !before.includes(text));
    return [
      ...(gone.length > 0 ? [member(`$deleteFromPrimitiveList/${name}`, gone)] : []),
      ...(added.length > 0 ? [member(name, added)] : []),
    ];
  }
  const key = keyOf(path);
  const old = key === undefined ? null : byKey(before, key);
  const wanted = key === undefined ? null : byKey(after, key);
  // Without a key the list is atomic; items that share a key cannot be told apart, so the list is replaced as a whole.
  if (key === undefined) return [member(name, after)];
  if (!old || !wanted) return [member(name, [{ $patch: 'replace' }, ...after])];
  const patches: Json[] = [];
  for (const [id, { value }] of old) if (!wanted.has(id)) patches.push({ [key]: value, $patch: 'delete' });
  for (const [id, { item, value }] of wanted) {
    const known = old.get(id);
    if (!known) patches.push(item);
    else {
      const inner = changed(known.item, item, path, true);
      if (inner) patches.push({ [key]: value, ...inner });
    }
  }
  const isLonger = [...wanted.keys()].some((id) => !old.has(id));
  const order = isLonger && orderedLists.has(name) ? [...wanted.values()].map(({ value }) => ({ [key]: value })) : [];
  return [...(order.length > 0 ? [member(`$setElementOrder/${name}`, order)] : []), member(name, patches)];
};

const member = (name: string, list: readonly Json[]): [string, readonly Json[]] => [name, list];

type Keyed = { readonly item: JsonObject; readonly value: Json };

const byKey = (items: readonly Json[], key: string): ReadonlyMap<string, Keyed> | null => {
  const found = new Map<string, Keyed>();
  for (const item of items) {
    const value = isObject(item) && Object.hasOwn(item, key) ? item[key] : undefined;
    if (!isObject(item) || value === undefined || value === null || found.has(String(value))) return null;
    found.set(String(value), { item, value });
  }
  return found;
};

/** How the tables name a member: by `metadata`, or by the kind where it stands at the top of an object or of its spec. */
const placeOf = (path: readonly string[]): string => {
  const [kind = '', section] = path;
  const last = path.at(-1) ?? '';
  if (path.at(-2) === 'metadata') return `metadata/${last}`;
  return path.length === 2 || (path.length === 3 && section === 'spec') ? `${kind}/${last}` : '';
};

const containerLists = new Set(['initContainers', 'containers', 'ephemeralContainers']);

const keyOf = (path: readonly string[]): string | undefined => {
  const last = path.at(-1) ?? '';
  const before = path.at(-2) ?? '';
  const list = containerLists.has(before) ? 'containers' : before;
  const own = mergeKeys[`${list}/${last}`] ?? mergeKeys[placeOf(path)];
  // What holds pods is a spec, wherever it stands.
  return own ?? (before === 'spec' ? mergeKeys[last] : undefined);
};
