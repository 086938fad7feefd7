import { isList, isObject, type Json, type JsonObject, memberOf } from '../../../model/json.ts';
import { rewrittenFor } from '../../validating/autogen/rewrite.ts';
import type { Place } from './controller.table.ts';

/** What reads a Pod reads the template. By text, as Kyverno does it, in whichever language the rule is written. */
export const rewritten = (rule: JsonObject, { path }: Place): JsonObject => {
  const isCel = memberOf(memberOf(rule, 'validate'), 'cel') !== undefined;
  return mapMembers(rule, (value) => (isCel ? rewrittenFor(path, value, 'rule') : mapTexts(value, (text) => inTemplate(text, path))));
};

const podPart = /\brequest\.(object|oldObject)\.(spec|metadata)/g;

const inTemplate = (text: string, path: string): string =>
  text.replace(podPart, (_all, object: string, part: string) => `request.${object}.${path}.${part}`);

const mapTexts = (value: Json, replace: (text: string) => string): Json => {
  if (typeof value === 'string') return replace(value);
  if (isList(value)) return value.map((item) => mapTexts(item, replace));
  return isObject(value) ? mapMembers(value, (member) => mapTexts(member, replace)) : value;
};

const mapMembers = (object: JsonObject, change: (value: Json) => Json): JsonObject =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));

/** Patterns describe a Pod; below the template they describe what makes it. `member` of `spec` holds the template, or the job that has one. */
export const wrapped = (validate: JsonObject, { member }: Place): JsonObject => {
  const below = (pattern: Json): Json => ({ spec: { [member]: member === 'jobTemplate' ? { spec: { template: pattern } } : pattern } });
  const { pattern, anyPattern } = validate;
  return {
    ...validate,
    ...(pattern !== undefined && { pattern: below(pattern) }),
    ...(isList(anyPattern) && { anyPattern: anyPattern.map(below) }),
  };
};
