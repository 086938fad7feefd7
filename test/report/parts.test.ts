import { expect, it } from 'vitest';
import type { Verdict } from '../../lib/model/verdict.ts';
import { json } from '../../lib/report/json.ts';
import { sarif } from '../../lib/report/sarif.ts';
import { toWire } from '../../lib/report/wire.ts';
import { evaluate } from '../../lib/verdict/evaluate.ts';
import { manifestEvidence } from '../../lib/verdict/evidence.ts';
import { inputOf, policyOf } from '../verdict/input.ts';

const pod = (name: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: '${name}' }\nspec: { hostPID: true, containers: [{ name: a, image: a }] }\n`;
const verdictOf = (pods: number): Verdict =>
  evaluate(
    inputOf({
      evidence: [
        manifestEvidence([{ name: '","findings":[],"', text: Array.from({ length: pods }, (_, n) => pod(`p${n}`)).join('---\n') }]),
      ],
      policy: policyOf({ rules: [{ rule: 'host-pid' }] }),
    }),
  );
const context = { toolVersion: 'test', verdictId: 'ver_1' };

it.each([0, 1, 200, 201, 500, 501, 1_200])('a verdict of %i findings reads the same, whole or in parts', (pods) => {
  const verdict = verdictOf(pods);
  const text = [...(json.parts?.(verdict, context) ?? [])].join('');
  expect(text).toBe(json.render(verdict, context));
  expect(verdict.findings).toHaveLength(pods);
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify({ id: 'ver_1', ...toWire(verdict) })));
});

it('a long one has a finding a line and is never one string beside itself', () => {
  const parts = [...(json.parts?.(verdictOf(1_200), context) ?? [])];
  expect(
    parts
      .join('')
      .split('\n')
      .filter((line) => line.includes('"rule":"host-pid"')),
  ).toHaveLength(1_200);
  expect(parts.length).toBeGreaterThan(3);
});

it.each([0, 1, 49, 50, 51, 500])('SARIF of %i findings is written in parts as it would be in one', (pods) => {
  const parts = [...(sarif.parts?.(verdictOf(pods), context) ?? [])];
  const text = parts.join('');
  expect(text).toBe(`${JSON.stringify(JSON.parse(text), null, 2)}\n`);
  expect(JSON.parse(text).runs[0].results).toHaveLength(pods);
  expect(parts).toHaveLength(2 + Math.floor(pods / 50));
});
