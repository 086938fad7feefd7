import type { Bundle, ContainerView } from '../../manifest/object.ts';
import { isObject, type Json, type JsonObject, listAt, memberOf, objectAt, stringAt } from '../../model/json.ts';
import { namespaceOf } from './pods.ts';

export type ResourceList = 'requests' | 'limits';

/** One item of a LimitRange, and the name of its object. */
export type RangeItem = { readonly range: string; readonly type: string; readonly value: JsonObject };

/** The LimitRanges of a namespace: their items, and what they fill in where a container says nothing. */
export type Ranges = { readonly items: readonly RangeItem[]; readonly fills: { readonly [list in ResourceList]: JsonObject } };

const none: Ranges = { items: [], fills: { requests: {}, limits: {} } };
const byBundle = new WeakMap<Bundle, ReadonlyMap<string, Ranges>>();

export const rangesIn = (bundle: Bundle | null, namespace: string): Ranges => {
  if (bundle === null) return none;
  const known = byBundle.get(bundle) ?? readRanges(bundle);
  byBundle.set(bundle, known);
  return known.get(namespaceOf(namespace)) ?? none;
};

const readRanges = (bundle: Bundle): ReadonlyMap<string, Ranges> => {
  const items = new Map<string, RangeItem[]>();
  for (const { name, namespace, value } of bundle.ofKind('LimitRange')) {
    const key = namespaceOf(namespace);
    const found = listAt(objectAt(value, 'spec'), 'limits')
      .filter(isObject)
      .map((item) => ({ range: name, type: stringAt(item, 'type') ?? '', value: item }));
    items.set(key, [...(items.get(key) ?? []), ...found]);
  }
  return new Map([...items].map(([key, found]) => [key, { items: found, fills: fillsOf(found) }]));
};

/** Source: SetDefaults_LimitRangeItem: a limit defaults to the maximum, a request to the default limit, else to the minimum. */
const fillsOf = (items: readonly RangeItem[]): Ranges['fills'] => {
  const own = items.filter(({ type }) => type === 'Container').map(({ value }) => value);
  const merged = (...members: string[]): JsonObject => {
    const layers = members.toReversed().flatMap((member) => own.toReversed().map((item) => objectAt(item, member)));
    return Object.fromEntries(layers.flatMap((layer) => Object.entries(layer)));
  };
  return { limits: merged('default', 'max'), requests: merged('defaultRequest', 'default', 'max', 'min') };
};

/** A container's amount as the API server stores it: its own, a request from its limit, else what the namespace fills in. */
export const storedAmount = (
  { value }: Pick<ContainerView, 'value'>,
  list: ResourceList,
  name: string,
  { fills }: Ranges,
): Json | undefined => {
  const resources = objectAt(value, 'resources');
  const own = (of: ResourceList): Json | undefined => memberOf(objectAt(resources, of), name) ?? undefined;
  const written = list === 'requests' ? (own('requests') ?? own('limits')) : own('limits');
  return written ?? memberOf(fills[list], name) ?? undefined;
};
