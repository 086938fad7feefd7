import { isList, isObject, type Json, type JsonObject, memberOf, objectAt, stringAt } from '../../lib/model/json.ts';

/** What of an older OpenAPI document a newer one no longer keeps, for a client that was written against the older. */
export const breaks = (older: JsonObject, newer: JsonObject): readonly string[] => {
  const found: string[] = [];
  for (const [path, methods] of Object.entries(objectAt(older, 'paths'))) {
    for (const [method, before] of Object.entries(isObject(methods) ? methods : {})) {
      const place = `${method} ${path}`;
      const after = memberOf(objectAt(objectAt(newer, 'paths'), path), method);
      if (!isObject(after)) found.push(`${place}: gone`);
      else found.push(...operationBreaks({ older, newer, seen: new Set() }, place, before, after));
    }
  }
  return found;
};

type Documents = { readonly older: JsonObject; readonly newer: JsonObject; readonly seen: Set<string> };

const operationBreaks = (documents: Documents, place: string, before: Json, after: Json): readonly string[] => [
  ...parameterBreaks(place, listOf(before, 'parameters'), listOf(after, 'parameters')),
  ...contentBreaks(documents, `${place} body`, 'sent', objectAt(before, 'requestBody'), objectAt(after, 'requestBody')),
  ...Object.entries(objectAt(before, 'responses')).flatMap(([status, response]) => {
    const now = memberOf(objectAt(after, 'responses'), status);
    if (now === undefined) return [`${place}: never answers ${status} any more`];
    const [old, current] = [resolve(documents.older, response), resolve(documents.newer, now)];
    return contentBreaks(documents, `${place} ${status}`, 'answered', old, current);
  }),
];

const listOf = (value: Json, key: string): readonly JsonObject[] => {
  const list = memberOf(value, key);
  return isList(list) ? list.filter(isObject) : [];
};

const parameterBreaks = (place: string, before: readonly JsonObject[], after: readonly JsonObject[]): readonly string[] => {
  const nameOf = (parameter: JsonObject): string => `${stringAt(parameter, 'in')} ${stringAt(parameter, 'name')}`;
  const isRequired = (parameter: JsonObject | undefined): boolean => parameter?.['required'] === true;
  const named = (list: readonly JsonObject[], name: string) => list.find((one) => nameOf(one) === name);
  return [
    ...before.filter((one) => !named(after, nameOf(one))).map((one) => `${place}: no parameter ${nameOf(one)} any more`),
    ...after
      .filter((one) => isRequired(one) && !isRequired(named(before, nameOf(one))))
      .map((one) => `${place}: the parameter ${nameOf(one)} is required now`),
  ];
};

type Way = 'sent' | 'answered';

const contentBreaks = (documents: Documents, place: string, way: Way, before: JsonObject, after: JsonObject): readonly string[] =>
  Object.entries(objectAt(before, 'content')).flatMap(([mediaType, media]) => {
    const now = memberOf(objectAt(after, 'content'), mediaType);
    if (now === undefined) return [`${place}: no ${mediaType} any more`];
    return schemaBreaks(documents, place, way, memberOf(media, 'schema'), memberOf(now, 'schema'));
  });

const resolve = (document: JsonObject, value: Json | undefined): JsonObject => {
  const reference = stringAt(value, '$ref');
  if (reference === undefined) return isObject(value) ? value : {};
  const found = reference
    .slice(2)
    .split('/')
    .reduce<Json | undefined>((at, token) => memberOf(at, token), document);
  return isObject(found) ? found : {};
};

const schemaBreaks = (
  documents: Documents,
  place: string,
  way: Way,
  before: Json | undefined,
  after: Json | undefined,
): readonly string[] => {
  const pair = `${way} ${stringAt(before, '$ref')} ${stringAt(after, '$ref')}`;
  if (stringAt(before, '$ref') !== undefined) {
    if (documents.seen.has(pair)) return [];
    documents.seen.add(pair);
  }
  const [old, now] = [resolve(documents.older, before), resolve(documents.newer, after)];
  const inner = (name: string, key: string): readonly string[] =>
    memberOf(old, key) === undefined ? [] : schemaBreaks(documents, `${place}${name}`, way, memberOf(old, key), memberOf(now, key));
  return [
    ...typeBreaks(place, way, old, now),
    ...memberBreaks(documents, place, way, old, now),
    ...inner('[]', 'items'),
    ...['anyOf', 'oneOf'].flatMap((key) => variantBreaks(documents, place, way, { old, now, key })),
  ];
};

const typeBreaks = (place: string, way: Way, old: JsonObject, now: JsonObject): readonly string[] => {
  const lost = (key: 'type' | 'enum'): readonly Json[] => {
    const [had, has] = [[memberOf(old, key) ?? []].flat(), [memberOf(now, key) ?? []].flat()];
    if (has.length === 0 && way === 'sent') return [];
    return way === 'sent'
      ? had.filter((one) => !has.includes(one))
      : key === 'type' && had.length > 0
        ? has.filter((one) => !had.includes(one))
        : [];
  };
  return (['type', 'enum'] as const).flatMap((key) => lost(key).map((one) => `${place}: ${key} ${JSON.stringify(one)} differs`));
};

const memberBreaks = (documents: Documents, place: string, way: Way, old: JsonObject, now: JsonObject): readonly string[] => {
  const members = objectAt(now, 'properties');
  const required = (schema: JsonObject): readonly Json[] => {
    const names = memberOf(schema, 'required');
    return isList(names) ? names : [];
  };
  const [more, fewer] = way === 'sent' ? [required(now), required(old)] : [required(old), required(now)];
  return [
    ...more
      .filter((name) => !fewer.includes(name))
      .map((name) => `${place}/${name}: ${way === 'sent' ? 'required now' : 'not always there any more'}`),
    ...Object.entries(objectAt(old, 'properties')).flatMap(([name, schema]) =>
      members[name] === undefined ? [`${place}/${name}: gone`] : schemaBreaks(documents, `${place}/${name}`, way, schema, members[name]),
    ),
  ];
};

type Variants = { readonly old: JsonObject; readonly now: JsonObject; readonly key: string };

/** What could be sent in one form must still fit one of the forms. */
const variantBreaks = (documents: Documents, place: string, way: Way, { old, now, key }: Variants): readonly string[] => {
  const [had, has] = [memberOf(old, key), memberOf(now, key)];
  if (!isList(had) || !isList(has)) return isList(had) ? [`${place}: no ${key} any more`] : [];
  const [from, to] = way === 'sent' ? [had, has] : [has, had];
  const fits = (one: Json, other: Json): boolean => {
    const [before, after] = way === 'sent' ? [one, other] : [other, one];
    return schemaBreaks({ ...documents, seen: new Set(documents.seen) }, place, way, before, after).length === 0;
  };
  return from.filter((one) => !to.some((other) => fits(one, other))).map(() => `${place}: a form of ${key} differs`);
};
