import { canonicalJson } from '../../model/canonical.ts';
import { isList, isObject, type Json, type JsonObject, pointerToken, pointerTokens } from '../../model/json.ts';
import type { PatchOperation } from '../../model/patch.ts';
import { setMember } from '../yaml/frame.ts';

/** The value after the operations in order; undefined when one of them does not fit. Source: RFC 6902. */
export const applyOperations = (value: Json, operations: readonly PatchOperation[]): Json | undefined => {
  let result: Json | undefined = value;
  for (const operation of operations) {
    if (result === undefined) return undefined;
    result = applyAt(result, pointerTokens(operation.path), operation);
  }
  return result;
};

const applyAt = (value: Json, [step, ...rest]: readonly string[], operation: PatchOperation): Json | undefined => {
  if (step === undefined) return operation.op === 'remove' ? undefined : operation.value;
  if (isList(value)) return applyToList(value, step, rest, operation);
  if (!isObject(value)) return undefined;
  const has = Object.hasOwn(value, step);
  if (rest.length > 0) {
    const inner = has ? applyAt(value[step] ?? null, rest, operation) : undefined;
    return inner === undefined ? undefined : withMember(value, step, inner);
  }
  if (operation.op === 'add') return withMember(value, step, operation.value);
  if (!has) return undefined;
  return operation.op === 'remove' ? withoutMember(value, step) : withMember(value, step, operation.value);
};

const applyToList = (list: readonly Json[], step: string, rest: readonly string[], operation: PatchOperation): Json | undefined => {
  const at = step === '-' ? list.length : /^(0|[1-9][0-9]*)$/.test(step) ? Number(step) : -1;
  if (at < 0 || at > list.length) return undefined;
  if (rest.length === 0 && operation.op === 'add') return list.toSpliced(at, 0, operation.value);
  if (at === list.length) return undefined;
  if (rest.length === 0) return operation.op === 'remove' ? list.toSpliced(at, 1) : list.with(at, operation.value);
  const inner = applyAt(list[at] ?? null, rest, operation);
  return inner === undefined ? undefined : list.with(at, inner);
};

const withMember = (value: JsonObject, name: string, member: Json): JsonObject => {
  const copy: { [key: string]: Json } = { ...value };
  setMember(copy, name, member);
  return copy;
};

const withoutMember = (value: JsonObject, name: string): JsonObject =>
  Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));

/**
 * Operations of several patches of one object as one list. Each patch was made for the object as it is, so two that add the same map are joined,
 * and items are taken out of lists last and from the end, while their places still hold.
 */
export const joinOperations = (patches: readonly (readonly PatchOperation[])[]): readonly PatchOperation[] => {
  const first: PatchOperation[] = [];
  const removedItems = new Map<string, PatchOperation>();
  for (const operation of patches.flat()) {
    if (operation.op === 'remove') {
      if (/\/\d+$/.test(operation.path)) removedItems.set(operation.path, operation);
      else if (!first.some((other) => other.op === 'remove' && other.path === operation.path)) first.push(operation);
      continue;
    }
    const same = first.findIndex((other) => other.op !== 'remove' && other.path === operation.path);
    const other = first[same];
    if (other === undefined || other.op === 'remove') first.push(operation);
    else first[same] = { op: 'add', path: other.path, value: joinValues(other.value, operation.value) };
  }
  const items = [...removedItems.values()].sort((a, b) => itemOf(b) - itemOf(a));
  return [...first, ...items];
};

/** What makes one value into the other; lists of different lengths are replaced as a whole. Source: RFC 6902. */
export const operationsBetween = (before: Json, after: Json, path = ''): readonly PatchOperation[] => {
  if (canonicalJson(before) === canonicalJson(after)) return [];
  if (isList(before) && isList(after) && before.length === after.length)
    return after.flatMap((item, at) => operationsBetween(before[at] ?? null, item, `${path}/${at}`));
  if (!isObject(before) || !isObject(after)) return [{ op: 'replace', path, value: after }];
  const gone = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
  return [
    ...gone.map((key): PatchOperation => ({ op: 'remove', path: `${path}/${pointerToken(key)}` })),
    ...Object.entries(after).flatMap(([key, value]): readonly PatchOperation[] => {
      const place = `${path}/${pointerToken(key)}`;
      return Object.hasOwn(before, key) ? operationsBetween(before[key] ?? null, value, place) : [{ op: 'add', path: place, value }];
    }),
  ];
};

const itemOf = ({ path }: PatchOperation): number => Number(path.slice(path.lastIndexOf('/') + 1));

const joinValues = (a: Json, b: Json): Json => {
  if (!isObject(a) || !isObject(b)) return b;
  const joined: { [key: string]: Json } = { ...a };
  for (const [key, value] of Object.entries(b)) setMember(joined, key, Object.hasOwn(a, key) ? joinValues(a[key] ?? null, value) : value);
  return joined;
};
