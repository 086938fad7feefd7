import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { shrink } from '../../lib/webhook/shrink.ts';

const bytes = (value: JsonObject): number => Buffer.byteLength(JSON.stringify(value));

test('what fits is left as it is', () => {
  const data = { verdict: 'ver_1', findings: [1, 2, 3] };
  expect(shrink(data, 100)).toBe(data);
});

test('a long list loses its end and the rest stays', () => {
  const data = { verdict: 'ver_1', findings: Array.from({ length: 1_000 }, (_, index) => ({ rule: `rule-${index}` })) };
  const small = shrink(data, 2_000);
  expect(bytes(small)).toBeLessThanOrEqual(2_000);
  expect(small).toMatchObject({ verdict: 'ver_1', truncated: true });
  expect(small['findings']).toEqual(data.findings.slice(0, 62));
});

test('long texts are cut when no list is long', () => {
  const small = shrink({ id: 'ver_1', message: '😀'.repeat(10_000) }, 500);
  expect(small).toMatchObject({ id: 'ver_1', truncated: true });
  expect(String(small['message'])).toMatch(/^(😀)+$/u);
});

test('whatever comes in, what goes out fits and says that it was cut', () => {
  const json = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }), { maxKeys: 20 });
  fc.assert(
    fc.property(json, fc.integer({ min: 20, max: 400 }), (value, limit) => {
      const data = JSON.parse(JSON.stringify(value));
      const small = shrink(data, limit);
      expect(bytes(small)).toBeLessThanOrEqual(limit);
      if (bytes(data) > limit) expect(small['truncated']).toBe(true);
    }),
  );
});
