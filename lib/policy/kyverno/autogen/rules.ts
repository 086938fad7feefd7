import { isList, isObject, type Json, type JsonObject, listAt, memberOf, objectAt, stringAt } from '../../../model/json.ts';
import { type Controller, type Place, places } from './controller.table.ts';
import { rewritten, wrapped } from './rewrite.ts';
import { controllersFor, filtersOf, hasPod } from './support.ts';

/** A rule to compile: as written, or made of one for what makes Pods. `name` is what exceptions know it by, `written` the name in the document. */
export type PlacedRule = { readonly name: string; readonly written: string; readonly index: number; readonly rule: JsonObject };

/** Source: Kyverno, "Auto-Gen Rules for Pod Controllers". */
export const withGenerated = (metadata: JsonObject, rules: readonly JsonObject[]): readonly PlacedRule[] => {
  const chosen = controllersFor(metadata, rules);
  return rules.flatMap((rule, index) => {
    const written = stringAt(rule, 'name') ?? '';
    const made = isAboutPods(rule) ? places.flatMap((place) => generated(rule, place, chosen)) : [];
    return [{ name: written, written, index, rule }, ...made.map(({ name, rule: each }) => ({ name, written, index, rule: each }))];
  });
};

const isAboutPods = (rule: JsonObject): boolean => {
  const excluded = kindsIn(memberOf(rule, 'exclude'));
  return hasPod(kindsIn(memberOf(rule, 'match'))) && (excluded.length === 0 || hasPod(excluded));
};

const kindsIn = (block: Json | undefined): readonly Json[] =>
  filtersOf(block).flatMap((filter) => listAt(objectAt(filter, 'resources'), 'kinds'));

const longestName = 63;

const generated = (rule: JsonObject, place: Place, chosen: readonly Controller[]): readonly { name: string; rule: JsonObject }[] => {
  const kinds = chosen.filter((each) => each.place === place).map(({ apiVersion, kind }) => `${apiVersion}/${kind}`);
  if (kinds.length === 0) return [];
  const { match, exclude, validate } = rule;
  const changed: JsonObject = {
    ...rule,
    ...(match !== undefined && { match: withKinds(match, kinds, place, true) }),
    ...(exclude !== undefined && { exclude: withKinds(exclude, kinds, place, false) }),
    ...(isObject(validate) && { validate: wrapped(validate, place) }),
  };
  return [{ name: `${place.prefix}-${stringAt(rule, 'name') ?? ''}`.slice(0, longestName), rule: rewritten(changed, place) }];
};

/** Blocks that name Pods name the kinds instead, for CronJob all do; the old single block of a match has to. Source: Kyverno, pkg/autogen/v1. */
const withKinds = (block: Json, kinds: readonly string[], { isOfAll }: Place, isMatch: boolean): Json => {
  if (!isObject(block)) return block;
  const { any: oneOf, all } = block;
  const inFilter = (filter: Json): Json =>
    isOfAll || hasPod(listAt(objectAt(filter, 'resources'), 'kinds')) ? replaced(filter, kinds) : filter;
  if (isList(oneOf) && oneOf.length > 0) return { ...block, any: oneOf.map(inFilter) };
  if (isList(all) && all.length > 0) return { ...block, all: all.map(inFilter) };
  return isMatch || listAt(objectAt(block, 'resources'), 'kinds').length > 0 ? replaced(block, kinds) : block;
};

const replaced = (filter: Json, kinds: readonly string[]): Json =>
  isObject(filter) ? { ...filter, resources: { ...objectAt(filter, 'resources'), kinds } } : filter;
