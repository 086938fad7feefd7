import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { breaks } from './compatible.ts';
import { openWorld } from './harness.ts';

const promised = readFileSync('docs/openapi.json', 'utf8');
const parsed = (): JsonObject => JSON.parse(promised);
const world = await openWorld();
const now: JsonObject = JSON.parse(await (await world.send({ path: '/openapi.json' })).text());

// Additions need nothing. A break is declared by writing the document anew: node infra/dev/run.mjs infra/dev/openapi.ts
it('keeps what docs/openapi.json promises', () => {
  expect(breaks(parsed(), now)).toEqual([]);
});

// The typed client is made from that document.
it('has every operation in docs/openapi.json', () => {
  const operations = (document: JsonObject): string[] =>
    Object.entries(document['paths'] ?? {}).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`));
  expect(operations(parsed())).toEqual(operations(now));
});

it.each<[string, RegExp, string]>([
  ['a route that is gone', /"\/v1\/gate":/, '"/v1/gates":'],
  ['another member name', /"decidedAt":\{/, '"decided":{'],
  ['a parameter that is gone', /"name":"limit","in":"query"/, '"name":"count","in":"query"'],
  ['a parameter that is required', /("name":"limit","in":"query","required":)false/, '$1true'],
  ['a member that is required', /"required":\["name","scopes"\]/, '"required":["name","scopes","expiresAt"]'],
  ['a scope that may not be sent any more', /"enum":\["scan:write",/g, '"enum":['],
  ['another type', /"sequence":\{"type":"integer"/, '"sequence":{"type":"string"'],
  ['a status that is gone', /"202":/, '"208":'],
])('would notice %s', (_title, pattern, replacement) => {
  const compact = JSON.stringify(now);
  expect(compact).toMatch(pattern);
  expect(breaks(now, JSON.parse(compact.replace(pattern, replacement)))).not.toEqual([]);
});

it('lets a route, an optional member and a form be added', () => {
  const more = JSON.stringify(now)
    .replace('"paths":{', '"paths":{"/v1/new":{"get":{"responses":{}}},')
    .replace('"decidedAt":{', '"extra":{"type":"string"},"decidedAt":{');
  expect(breaks(now, JSON.parse(more))).toEqual([]);
});
