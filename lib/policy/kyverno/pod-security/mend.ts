import { isList, isObject, type Json, type JsonObject, memberOf, stringAt } from '../../../model/json.ts';
import type { Exclusion } from './exclusion.ts';

/** What a control wants to see in a field that it does not leave out. */
const wanted: { readonly [field: string]: Json } = {
  runAsNonRoot: true,
  allowPrivilegeEscalation: false,
  'seccompProfile.type': 'RuntimeDefault',
  'capabilities.drop': ['ALL'],
};

const lists = ['initContainers', 'containers', 'ephemeralContainers'] as const;

/** The pod's spec as it would be without what an exclusion takes out: the control then finds what is left. */
export const mended = (spec: JsonObject, exclusion: Exclusion): JsonObject => {
  const { field, isOfPod } = exclusion;
  const [list = '', ...rest] = field.split('[*].');
  if (!lists.some((each) => each === list)) return isOfPod ? mendedAt(spec, field.split('.'), exclusion) : spec;
  const containers = memberOf(spec, list);
  if (isOfPod || !isList(containers)) return spec;
  const steps = rest.join('[*].').split('.');
  return {
    ...spec,
    [list]: containers.map((container) => (isTaken(container, exclusion) ? mendedIn(container, steps, exclusion) : container)),
  };
};

/** The spec without the containers that an exclusion of the whole control names. */
export const withoutTaken = (spec: JsonObject, exclusion: Exclusion): JsonObject => {
  const kept = lists.flatMap((list): [string, Json][] => {
    const containers = memberOf(spec, list);
    return isList(containers) ? [[list, containers.filter((container) => !isTaken(container, exclusion))]] : [];
  });
  return { ...spec, ...Object.fromEntries(kept) };
};

const isTaken = (container: Json, exclusion: Exclusion): boolean => exclusion.hasImage(stringAt(container, 'image') ?? '');

const mendedIn = (value: Json, steps: readonly string[], exclusion: Exclusion): Json =>
  isObject(value) ? mendedAt(value, steps, exclusion) : value;

const mendedAt = (holder: JsonObject, [step = '', ...rest]: readonly string[], exclusion: Exclusion): JsonObject => {
  const isOfItems = step.endsWith('[*]');
  const key = isOfItems ? step.slice(0, -3) : step;
  const value = memberOf(holder, key);
  if (value === undefined) return holder;
  if (rest.length === 0) return withLeaf(holder, key, value, exclusion);
  if (isOfItems) return isList(value) ? { ...holder, [key]: mendedItems(value, rest, exclusion) } : holder;
  return { ...holder, [key]: mendedIn(value, rest, exclusion) };
};

/** An item whose value is taken out by its name, as a sysctl, goes as a whole. */
const mendedItems = (items: readonly Json[], steps: readonly string[], exclusion: Exclusion): readonly Json[] =>
  steps[0] === 'name'
    ? items.filter((item) => !exclusion.hasValue(stringAt(item, 'name') ?? ''))
    : items.map((item) => mendedIn(item, steps, exclusion));

const withLeaf = (holder: JsonObject, key: string, value: Json, exclusion: Exclusion): JsonObject => {
  if (isList(value) && key === 'add') return { ...holder, [key]: value.filter((item) => !exclusion.hasValue(String(item))) };
  if (exclusion.control !== volumeTypes && !textsOf(value).every((text) => exclusion.hasValue(text))) return holder;
  const instead = Object.entries(wanted).find(([field]) => exclusion.field.endsWith(`.${field}`));
  return instead ? { ...holder, [key]: instead[1] } : Object.fromEntries(Object.entries(holder).filter(([name]) => name !== key));
};

// A type of volume is excluded as such, whatever the values say.
const volumeTypes = 'Volume Types';

/** Of a volume's source, what names it: its path, driver or the like. */
const textsOf = (value: Json): readonly string[] => {
  if (isList(value)) return value.map(String);
  return isObject(value) ? Object.values(value).filter((each) => typeof each === 'string') : [String(value)];
};
