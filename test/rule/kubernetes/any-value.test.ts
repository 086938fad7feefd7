import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bundleOfObjects, parseBundle } from '../../../lib/manifest/parse.ts';
import type { Json, JsonObject } from '../../../lib/model/json.ts';
import { isList, isObject } from '../../../lib/model/json.ts';
import { kubernetesRules } from '../../../lib/rule/kubernetes/index.ts';
import { waiversIn } from '../../../lib/rule/kubernetes/suppression.ts';
import { runRules } from '../../../lib/rule/run.ts';

const settings = kubernetesRules.map((rule) => ({ rule, severity: null, mode: 'enforce' as const, params: {} }));

/** Every good and bad example of every rule: together they have every field that a rule reads. */
const objects = parseBundle(
  kubernetesRules.flatMap(({ id, good = '', bad = '' }) => [good, bad].map((text, at) => ({ name: `${id}-${at}`, text }))),
  0,
).objects.map(({ value }) => value);

const placesIn = (value: Json, path: readonly (string | number)[] = []): (readonly (string | number)[])[] => {
  const entries: [string | number, Json][] = isList(value) ? [...value.entries()] : isObject(value) ? Object.entries(value) : [];
  return entries.flatMap(([key, member]) => [[...path, key], ...placesIn(member, [...path, key])]);
};

const withValue = (value: Json, [key, ...rest]: readonly (string | number)[], replacement: Json): Json => {
  if (key === undefined) return replacement;
  if (isList(value)) return value.map((item, at) => (at === key ? withValue(item, rest, replacement) : item));
  return isObject(value) ? { ...value, [key]: withValue(value[key] ?? null, rest, replacement) } : value;
};

const strange = fc.constantFrom<Json>(
  null,
  true,
  0,
  -1,
  1e308,
  9_007_199_254_740_991,
  '',
  'x',
  '(a+)+$',
  '\u0000',
  [],
  [null],
  [[]],
  [{}],
  {},
  { a: null },
  { name: 1 },
  { __proto__: 1 },
  { length: -1 },
  'a'.repeat(300),
);

describe('rules', () => {
  it('judge any value in any field without an error', () => {
    fc.assert(
      fc.property(fc.constantFrom(...objects), fc.nat(), fc.oneof(strange, fc.jsonValue({ maxDepth: 2 })), (object, pick, raw) => {
        const replacement: Json = JSON.parse(JSON.stringify(raw));
        const places = placesIn(object);
        const mutated = withValue(object, places[pick % places.length] ?? [], replacement);
        const both: JsonObject[] = [object, ...(isObject(mutated) ? [mutated] : [])];
        const bundle = bundleOfObjects(both, 'a.yaml', 0);
        const { notEvaluated } = runRules({ bundle, images: [], dockerfiles: [] }, settings);
        expect(notEvaluated.filter(({ reason }) => reason.startsWith('the check itself failed'))).toEqual([]);
        expect(waiversIn(bundle, 0).waivers.every(({ scope }) => scope.rule !== undefined)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });
});
