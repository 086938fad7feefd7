import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { loadEndpoints, routes } from '../../lib/api/routes/table.ts';
import { isList, isObject, type Json } from '../../lib/model/json.ts';
import { documentOf } from './documented.ts';
import { openWorld } from './harness.ts';

const endpoints = await loadEndpoints();

const world = await openWorld();
const document = await documentOf(world.app);

const everyObject = function* (value: Json): Generator<{ readonly [key: string]: Json }> {
  if (isList(value)) for (const element of value) yield* everyObject(element);
  if (!isObject(value)) return;
  yield value;
  for (const member of Object.values(value)) yield* everyObject(member);
};
const json: Json = JSON.parse(JSON.stringify(document));
const objects = [...everyObject(json)];

const at = (pointer: string): unknown =>
  pointer
    .slice(2)
    .split('/')
    .reduce<Json | undefined>((value, token) => (isObject(value) ? value[token.replaceAll('~1', '/')] : undefined), json);

it('serves every route where its row says', () => {
  expect(endpoints.map(({ method, path }) => `${method} ${path}`)).toEqual(routes.map(({ method, path }) => `${method} ${path}`));
});

describe('/openapi.json', () => {
  it('is OpenAPI 3.1, with an ETag', async () => {
    const answer = await world.send({ path: '/openapi.json' });
    expect(JSON.parse(await answer.text())).toMatchObject({ openapi: expect.stringMatching(/^3\.1\.\d+$/) });
    const etag = answer.headers.get('etag') ?? '';
    expect((await world.send({ path: '/openapi.json', headers: { 'if-none-match': etag } })).status).toBe(304);
  });

  it('refers to nothing that is not there', () => {
    const references = objects.flatMap(({ $ref }) => (typeof $ref === 'string' ? [$ref] : []));
    expect(references.length).toBeGreaterThan(100);
    expect(references.filter((reference) => at(reference) === undefined)).toEqual([]);
  });

  it('has components that something refers to', () => {
    const references = new Set(objects.flatMap(({ $ref }) => (typeof $ref === 'string' ? [$ref] : [])));
    const named = Object.entries(isObject(json) && isObject(json['components']) ? json['components'] : {}).flatMap(([kind, members]) =>
      kind === 'securitySchemes' || !isObject(members) ? [] : Object.keys(members).map((name) => `#/components/${kind}/${name}`),
    );
    expect(named.filter((name) => !references.has(name))).toEqual([]);
  });

  it('names each operation once and tells its parameters, its scope and its errors', () => {
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([, operation]) => ({ path, ...operation })),
    );
    const names = operations.map(({ operationId }) => operationId);
    expect(new Set(names).size).toBe(names.length);
    for (const endpoint of endpoints) {
      const operation = document.paths[endpoint.path]?.[endpoint.method];
      const told: Json = JSON.parse(JSON.stringify(operation));
      const parameters = isObject(told) && isList(told['parameters']) ? told['parameters'] : [];
      const inPath = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(parameters.flatMap((one) => (isObject(one) && one['in'] === 'path' ? [one['name']] : []))).toEqual(inPath);
      expect(Object.keys(operation?.responses ?? {})).toEqual(expect.arrayContaining(['401', '403', '406', '429', '500', '503']));
      expect(told).toMatchObject({ 'x-scope': endpoint.scope, summary: expect.any(String), tags: [expect.any(String)] });
    }
  });

  it('has schemas that are JSON Schema 2020-12', () => {
    const ajv = new Ajv2020({ strict: true, strictTypes: false, strictTuples: false, validateFormats: false, allowUnionTypes: true });
    ajv.addKeyword('components');
    for (const name of Object.keys(document.components.schemas)) {
      expect(() =>
        ajv.compile({ $ref: `#/components/schemas/${name}`, components: document.components, $id: `https://plimsoll.test/${name}` }),
      ).not.toThrow();
    }
  });

  it('has an example for each JSON body, which its schema takes', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    for (const { path, method, body } of endpoints.filter(({ body }) => body.maxBytes > 0)) {
      const operation: Json = JSON.parse(JSON.stringify(document.paths[path]?.[method]));
      const content =
        objects.length > 0 && isObject(operation) && isObject(operation['requestBody']) ? operation['requestBody']['content'] : null;
      const media = isObject(content ?? null) && isObject(content) ? content['application/json'] : null;
      if (body.texts && 'application/json' in body.texts) continue;
      expect(isObject(media ?? null) && isObject(media) && media['example'], `${method} ${path}`).toBeTruthy();
      if (!isObject(media)) continue;
      const validate = ajv.compile({ ...(isObject(media['schema']) && media['schema']), components: document.components });
      validate(media['example']);
      expect(validate.errors ?? [], `${method} ${path}`).toEqual([]);
    }
  });
});

it('says what each of its parts is about, and of no member of a request that it may not be sent', () => {
  const tags = isObject(json) && isList(json['tags']) ? json['tags'] : [];
  const used = new Set(objects.flatMap(({ operationId, tags: own }) => (typeof operationId === 'string' && isList(own) ? own : [])));
  expect(new Set(tags.map((tag) => isObject(tag) && tag['name']))).toEqual(used);
  for (const tag of tags) expect(isObject(tag) && tag['description'] !== tag['name']).toBe(true);
  expect(objects.filter(({ readOnly }) => typeof readOnly === 'boolean')).toEqual([]);
});
