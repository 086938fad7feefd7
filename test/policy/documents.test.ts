import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../lib/model/error.ts';
import { compilePolicy } from '../../lib/policy/compile.ts';
import { compileMapping } from '../../lib/policy/mapping.ts';
import { parsePolicyText } from '../../lib/policy/parse.ts';
import { parsePolicyTests, runPolicyTest } from '../../lib/verdict/policy-test.ts';

const page = readFileSync('docs/policies.md', 'utf8');
const blocks = [...page.matchAll(/^```(\w+)(?: (\w+))?\n([\s\S]*?)^```$/gm)].map(([, language = '', kind = '', text = '']) => ({
  language,
  kind,
  text,
}));
const good = blocks.filter(({ language, kind }) => language === 'yaml' && kind === '').map(({ text }) => text);
const [policies, mappings, tests] = ['Policy', 'PolicyMapping', 'PolicyTest'].map((kind) =>
  good.filter((text) => new RegExp(`^kind: ${kind}$`, 'm').test(text)),
);

describe('docs/policies.md', () => {
  it('has examples of every kind, and no other', () => {
    expect([policies?.length, mappings?.length, tests?.length]).toEqual([2, 1, 1]);
    expect(blocks.every(({ language, kind }) => ['yaml', 'yaml refused', 'text places'].includes(`${language} ${kind}`.trim()))).toBe(true);
  });

  it('shows a policy and a mapping that are accepted', () => {
    for (const text of policies ?? []) expect(parsePolicyText(text).map(({ kind }) => kind)).toEqual(['Policy']);
    for (const text of mappings ?? []) {
      const [parsed] = parsePolicyText(text);
      if (parsed?.kind !== 'PolicyMapping') throw new Error('no mapping');
      const { choose } = compileMapping(parsed.document);
      expect(choose({ environment: 'production', repository: 'registry.example.com/shop/web/api' })).toMatchObject({
        policy: 'web',
        failMode: 'closed',
      });
      expect(choose({ environment: 'production' })).toMatchObject({ policy: 'web', mode: 'audit' });
      expect(choose({ namespace: 'team-a', labels: { tier: 'internal' } })).toMatchObject({ policy: 'baseline' });
      expect(choose({})).toMatchObject({ policy: 'starter', entry: null });
    }
  });

  it('shows cases that the policy passes', () => {
    const [policy] = parsePolicyText(policies?.[0] ?? '');
    if (policy?.kind !== 'Policy') throw new Error('no policy');
    const results = (tests ?? [])
      .flatMap((text) => parsePolicyTests(text))
      .flatMap((document) => runPolicyTest(document, compilePolicy(policy.document)));
    expect(results.length).toBe(7);
    expect(results.flatMap(({ name, problems }) => problems.map((problem) => `${name}: ${problem}`))).toEqual([]);
  });

  it('shows refusals with the places that it tells', () => {
    const refused = blocks.filter(({ kind }) => kind === 'refused');
    const told = blocks.filter(({ kind }) => kind === 'places');
    expect([refused.length, told.length]).toEqual([2, 2]);
    for (const [index, { text }] of refused.entries()) expect(`${placesOf(text).join('\n')}\n`).toBe(told[index]?.text);
  });
});

const placesOf = (text: string): readonly string[] => {
  try {
    parsePolicyText(text);
  } catch (error) {
    if (error instanceof AppError) return error.places.map(({ line, column, pointer, fix }) => `${line}:${column} ${pointer}: ${fix}`);
  }
  return ['accepted'];
};

describe('a policy test', () => {
  const test = (expected: string) => `apiVersion: plimsoll.dev/v1
kind: PolicyTest
metadata: { name: t }
spec:
  policy: t
  cases:
    - name: c
      given: { vulnerabilities: [{ id: CVE-1, severity: high, package: p }] }
      expect: ${expected}
`;
  const policy = compilePolicy({ apiVersion: 'plimsoll.dev/v1', kind: 'Policy', metadata: { name: 't' }, spec: {} });
  const problems = (expected: string) =>
    parsePolicyTests(test(expected))
      .flatMap((one) => runPolicyTest(one, policy))
      .flatMap((one) => one.problems);

  it.each([
    ['{ decision: allow }', 1],
    ['{ decision: deny }', 0],
    ['{ findings: [{ rule: CVE-2 }] }', 1],
    ['{ findings: [{ rule: cve-1, effect: warn }] }', 1],
    ['{ findings: [{ rule: CVE-1, waived: true }, { rule: CVE-1, severity: low }] }', 2],
    ['{ absent: [vulnerability] }', 1],
    ['{ reasons: [rule-denied, severity-threshold] }', 1],
    ['{}', 0],
  ])('%s has %i problems', (expected, count) => {
    expect(problems(expected)).toHaveLength(count);
  });

  it('is refused with places, like a policy', () => {
    expect(() => parsePolicyTests(test('{ decison: deny }'))).toThrow(AppError);
  });
});
