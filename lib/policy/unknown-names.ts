import { parseReference } from '../image/reference.ts';
import { AppError } from '../model/error.ts';
import { isList, isObject, type Json } from '../model/json.ts';
import { nearest } from '../model/nearest.ts';
import { findRules, nearestRule, whyNoRule } from '../rule/find.ts';
import type { Rule } from '../rule/rule.ts';
import type { PolicyDocument } from './document.ts';
import { isForeignId } from './foreign/id.ts';
import { packs } from './packs.data.ts';

type Complaint = { readonly path: readonly (string | number)[]; readonly message: string; readonly fix?: string };

/** What the schema cannot know: packs, rules and parameters that do not exist, and parameters of another type than the rule's own. */
export const unknownNames = ({ spec }: PolicyDocument): readonly Complaint[] => [
  ...baselineComplaints(spec.baseline),
  ...(spec.packs ?? []).flatMap(({ pack }, index) => packComplaints(pack, ['spec', 'packs', index])),
  ...(spec.rules ?? []).flatMap(({ rule, params }, index) => {
    const path = ['spec', 'rules', index];
    // Which rules other engines' policies have is known when they are compiled.
    if (isForeignId(rule)) return noParams(rule, params, [...path, 'params']);
    const found = findRules(rule);
    if (found.length === 0) return [unknownRule(rule, [...path, 'rule'])];
    return Object.entries(params ?? {}).flatMap(([name, value]) => paramComplaints(found, name, value, [...path, 'params', name]));
  }),
];

const unknownRule = (rule: string, path: Complaint['path']): Complaint => {
  const why = whyNoRule(rule);
  const message = `no rule has the id or alias ${JSON.stringify(rule)}`;
  return why === undefined ? complaint(path, message, nearestRule(rule)) : complaint(path, `${message}: ${why}`, undefined);
};

const noParams = (rule: string, params: object | undefined, path: Complaint['path']): readonly Complaint[] =>
  params === undefined ? [] : [complaint(path, `${rule} is of another engine's policy, which has its parameters in itself`)];

const baselineComplaints = (baseline: string | undefined): readonly Complaint[] => {
  if (baseline === undefined || baseline === 'previous') return [];
  try {
    parseReference(baseline);
    return [];
  } catch (error) {
    return [
      complaint(
        ['spec', 'baseline'],
        error instanceof AppError ? error.publicMessage : 'no reference',
        'one of previous, an image reference',
      ),
    ];
  }
};

const packComplaints = (pack: string, path: Complaint['path']): readonly Complaint[] => {
  const names = packs.map(({ name }) => name);
  return names.includes(pack)
    ? []
    : [complaint([...path, 'pack'], `no pack is named ${JSON.stringify(pack)}`, nearest(pack, names) ?? `one of ${names.join(', ')}`)];
};

const paramComplaints = (rules: readonly Rule[], name: string, value: Json, path: Complaint['path']): readonly Complaint[] => {
  const takers = rules.filter(({ defaultParams }) => defaultParams && Object.hasOwn(defaultParams, name));
  if (takers.length === 0) {
    const known = rules.flatMap(({ defaultParams }) => Object.keys(defaultParams ?? {}));
    return [complaint(path, `this rule has no parameter ${JSON.stringify(name)}`, nearest(name, known))];
  }
  const wanted = takers.map(({ defaultParams }) => typeName(defaultParams?.[name] ?? null));
  return wanted.includes('null') || wanted.includes(typeName(value)) ? [] : [complaint(path, `this parameter is a ${wanted.join(' or ')}`)];
};

const complaint = (path: Complaint['path'], message: string, meant?: string): Complaint => ({
  path,
  message,
  ...(meant !== undefined && { fix: meant.startsWith('one of') ? meant : `did you mean ${meant}?` }),
});

/** A default of null takes any type. */
const typeName = (value: Json): string => {
  if (value === null) return 'null';
  if (isList(value)) return 'list';
  return isObject(value) ? 'map' : typeof value;
};
