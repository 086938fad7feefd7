import { expect, it } from 'vitest';
import type { JudgedFinding } from '../../lib/model/verdict.ts';
import { allRulesPolicy, builtInPolicy } from '../../lib/policy/built-in.ts';
import { findingText } from '../../lib/report/finding-text.ts';
import { wireFinding } from '../../lib/report/wire.ts';
import { rules } from '../../lib/rule/table.ts';
import { evaluate } from '../../lib/verdict/evaluate.ts';
import { manifestEvidence } from '../../lib/verdict/evidence.ts';

const starter = builtInPolicy('starter');
if (!starter) throw new Error('no policy');
const files = rules.map(({ id, bad = '' }) => ({ name: `"${id}" ü.yaml`, text: bad }));
const { findings } = evaluate({
  evidence: [manifestEvidence(files)],
  missing: [],
  policy: allRulesPolicy(starter),
  waivers: [],
  advisories: [],
  environment: null,
  now: 0,
});
const [first] = findings;
if (!first) throw new Error('no findings');

it('writes what JSON.stringify writes of every finding of every bad example', () => {
  const textOf = findingText();
  expect(findings.length).toBeGreaterThan(500);
  expect(findings.map(textOf)).toEqual(findings.map((finding) => JSON.stringify(wireFinding(finding))));
});

it.each<[string, Partial<JudgedFinding>]>([
  ['a waiver', { waiver: { id: 'w', reason: 'a "reason"', author: 'a', origin: 'comment' } }],
  ['a last line', { location: { kind: 'source', file: 'a', line: 1, column: 2, endLine: 3 } }],
  ['no pointer', { location: { kind: 'source', file: 'a', line: 1, column: 2 } }],
  ['a place in a configuration', { location: { kind: 'config', pointer: '/User' } }],
  ['a layer', { location: { kind: 'layer', layer: `sha256:${'a'.repeat(64)}`, path: 'usr/bin/su' } }],
  ['a lone surrogate', { message: '\ud800 "\u2028\\' }],
])('of one with %s too', (_, more) => {
  const finding: JudgedFinding = { ...first, ...more };
  expect(findingText()(finding)).toBe(JSON.stringify(wireFinding(finding)));
});
