import { expect, test } from 'vitest';
import type { Verdict } from '../../lib/model/verdict.ts';
import { policyReport } from '../../lib/report/policy-report.ts';
import { finding, verdict } from './example.ts';

type Item = {
  metadata: { name: string };
  results: { rule: string; properties?: { resultID: string } }[];
  summary: { [result: string]: number };
};
const itemsOf = (one: Verdict): Item[] => JSON.parse(policyReport.render(one, { toolVersion: '0.1.0' })).items;

const many: Verdict = {
  ...verdict,
  errors: [],
  notEvaluated: [],
  findings: Array.from({ length: 6_000 }, (_, index) =>
    finding({ rule: `example-${index}`, location: { kind: 'layer', layer: verdict.policy.digest, path: `usr/bin/${index}` }, subject: 1 }),
  ),
};

test('no object is larger than etcd takes, and no finding is lost', () => {
  const items = itemsOf(many);
  expect(items.length).toBeGreaterThan(1);
  for (const item of items) expect(Buffer.byteLength(JSON.stringify(item))).toBeLessThan(1_100_000);
  expect(items.flatMap(({ results }) => results.map(({ rule }) => rule))).toEqual(many.findings.map(({ rule }) => rule));
  const [first, second] = items;
  expect(second?.metadata.name).toBe(`${first?.metadata.name}-2`);
  for (const { results, summary } of items) expect(summary['fail']).toBe(results.length);
});

test('one place is one result, also beside the report of another image', () => {
  const other = { ...many, subjects: many.subjects.map((subject) => ({ ...subject, digest: verdict.policy.digest })) };
  const ids = [...itemsOf(many), ...itemsOf(other)].flatMap(({ results }) => results.map(({ properties }) => properties?.resultID));
  expect(new Set(ids).size).toBe(2 * many.findings.length);
});
