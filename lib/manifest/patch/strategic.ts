import { canonicalJson } from '../../model/canonical.ts';
import { isList, isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { PatchOperation } from '../../model/patch.ts';
import type { ManifestObject } from '../object.ts';
import { setMember } from '../yaml/frame.ts';
import { mergedGroups, mergeKeys } from './merge-key.table.ts';
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
    if (isObject(old) && isObject(value)) {
      const inner = changed(old, value, [...path, key], isStrategic);
      if (inner) set(key, inner);
    } else if (isStrategic && isList(old) && isList(value)) set(key, mergedList(old, value, [...path, key]));
    else set(key, value);
  }
  return isChanged ? patch : undefined;
};

const mergedList = (before: readonly Json[], after: readonly Json[], path: readonly string[]): readonly Json[] => {
  const key = keyOf(path);
  const old = key === undefined ? null : byKey(before, key);
  const wanted = key === undefined ? null : byKey(after, key);
  // Without a key the list is atomic; items that share a key cannot be told apart, so the list is replaced as a whole.
  if (key === undefined) return after;
  if (!old || !wanted) return [{ $patch: 'replace' }, ...after];
  const patches: Json[] = [];
  for (const [id, { key: name }] of old) if (!wanted.has(id)) patches.push({ [key]: name, $patch: 'delete' });
  for (const [id, { item, key: name }] of wanted) {
    const known = old.get(id);
    if (!known) patches.push(item);
    else {
      const inner = changed(known.item, item, path, true);
      if (inner) patches.push({ [key]: name, ...inner });
    }
  }
  return patches;
};

type Keyed = { readonly item: JsonObject; readonly key: Json };

const byKey = (items: readonly Json[], key: string): ReadonlyMap<string, Keyed> | null => {
  const found = new Map<string, Keyed>();
  for (const item of items) {
    const value = isObject(item) && Object.hasOwn(item, key) ? item[key] : undefined;
    if (!isObject(item) || value === undefined || value === null || found.has(String(value))) return null;
    found.set(String(value), { item, key: value });
  }
  return found;
};

const containerLists = new Set(['initContainers', 'containers', 'ephemeralContainers']);

const keyOf = (path: readonly string[]): string | undefined => {
  const last = path.at(-1) ?? '';
  const [kind = ''] = path;
  const before = path.at(-2) ?? '';
  const within = containerLists.has(before)
    ? 'containers'
    : before === 'metadata'
      ? 'metadata'
      : before === 'spec' && path.length === 3
        ? kind
        : '';
  const own = mergeKeys[`${within}/${last}`] ?? (path.length === 2 ? mergeKeys[`${kind}/${last}`] : undefined);
  // What holds pods is a spec, wherever it stands.
  return own ?? (before === 'spec' ? mergeKeys[last] : undefined);
};
