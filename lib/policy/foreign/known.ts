import { candidatesIn } from '../../manifest/object-of.ts';
import { isList, isObject, type JsonObject, objectAt, stringAt } from '../../model/json.ts';
import type { Change } from '../../rule/rule.ts';
import { namespaceOf } from './ask.ts';
import { groupOf } from './group.ts';
import { resourceOf } from './plural.ts';

/**
 * Objects that stand for a cluster: what the policies' author put beside them, then those of the change as it will be, then what was told of the cluster. A change must
 * not bring the list that its author has to keep to.
 */
export type KnownObjects = {
  find(apiVersion: string, kind: string, namespace: string, name: string): JsonObject | undefined;
  /** undefined where nobody has told the whole list. `namespace` '' for all. */
  all(apiVersion: string, kind: string, namespace: string): readonly JsonObject[] | undefined;
  /** What is there before the change, as far as anybody has told: nobody has a right by the object that he sends. */
  standing(apiVersion: string, kind: string): readonly JsonObject[];
  /** The kind behind a plural of an address, such as `configmaps`. */
  kindOf(apiVersion: string, plural: string): string | undefined;
};

type Entry = { readonly kind: string; readonly namespace: string; readonly value: JsonObject };

/** Of two objects with one name the first is taken. A kind of which the cluster's part holds any, or a list, is held there whole. */
export const knownObjects = (change: Change, beside: readonly JsonObject[]): KnownObjects => {
  const kinds = new Map<string, Map<string, Entry>>();
  const whole = new Set<string>();
  const standing = new Map<string, JsonObject[]>();
  const add = (apiVersion: string, entry: Entry): void => {
    const key = kindKey(apiVersion, entry.kind);
    const entries = kinds.get(key) ?? new Map<string, Entry>();
    kinds.set(key, entries);
    const name = `${entry.namespace}/${stringAt(objectAt(entry.value, 'metadata'), 'name') ?? ''}`;
    if (!entries.has(name)) entries.set(name, entry);
  };
  const addStanding = (documents: readonly JsonObject[]): void => {
    for (const { value, kind, apiVersion } of documents.flatMap((one) => candidatesIn(one))) {
      if (!isObject(value) || kind === '') continue;
      const key = kindKey(apiVersion, kind);
      const before = standing.get(key);
      if (before) before.push(value);
      else standing.set(key, [value]);
      add(apiVersion, { kind, namespace: stringAt(objectAt(value, 'metadata'), 'namespace') ?? '', value: { apiVersion, kind, ...value } });
    }
  };
  addStanding(beside);
  for (const object of change.request?.operation === 'DELETE' ? [] : (change.bundle?.objects ?? []))
    add(object.apiVersion, { kind: object.kind, namespace: namespaceOf(object, change), value: object.value });
  for (const one of change.cluster ?? []) for (const list of listKinds(one)) whole.add(list);
  addStanding(change.cluster ?? []);
  const entriesOf = (apiVersion: string, kind: string): ReadonlyMap<string, Entry> | undefined => kinds.get(kindKey(apiVersion, kind));
  return {
    find: (apiVersion, kind, namespace, name) => entriesOf(apiVersion, kind)?.get(`${namespace}/${name}`)?.value,
    standing: (apiVersion, kind) => standing.get(kindKey(apiVersion, kind)) ?? [],
    all: (apiVersion, kind, namespace) => {
      if (!whole.has(kindKey(apiVersion, kind))) return undefined;
      const entries = [...(entriesOf(apiVersion, kind)?.values() ?? [])];
      return entries.filter((one) => namespace === '' || one.namespace === namespace).map(({ value }) => value);
    },
    kindOf: (apiVersion, plural) => {
      const group = groupOf(apiVersion);
      const names = [...kinds.keys(), ...whole].map((key) => key.split(' '));
      return names.find(([its, kind = '']) => its === group && resourceOf(kind) === plural)?.[1];
    },
  };
};

/** By group, since a cluster serves each object in every version of it. */
const kindKey = (apiVersion: string, kind: string): string => `${groupOf(apiVersion)} ${kind}`;

/** The kinds of which a document of the cluster's part tells all there are: an empty list tells that there is none. */
const listKinds = (document: JsonObject): readonly string[] => {
  const kind = stringAt(document, 'kind') ?? '';
  const own = kind.endsWith('List') && kind !== 'List' && isList(document['items']) ? [kind.slice(0, -'List'.length)] : [];
  const apiVersion = stringAt(document, 'apiVersion') ?? '';
  return [
    ...own.map((one) => kindKey(apiVersion, one)),
    ...candidatesIn(document).flatMap((one) => (one.kind === '' ? [] : [kindKey(one.apiVersion, one.kind)])),
  ];
};
