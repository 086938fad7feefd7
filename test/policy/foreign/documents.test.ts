import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../lib/model/error.ts';
import { gatherPolicy } from '../../../lib/policy/gather.ts';
import { evaluate } from '../../../lib/verdict/evaluate.ts';
import { manifestEvidence } from '../../../lib/verdict/evidence.ts';
import { parsePolicyTests, runPolicyTest } from '../../../lib/verdict/policy-test.ts';
import { inputOf } from '../../verdict/input.ts';

const page = readFileSync('docs/foreign-policies.md', 'utf8');
const blocks = [...page.matchAll(/^```(\w+)(?: (\w+))?\n([\s\S]*?)^```$/gm)].map(([, language = '', kind = '', text = '']) => ({
  form: `${language} ${kind}`.trim(),
  text,
}));
const written = (kind: string): string =>
  blocks.find(({ form, text }) => form === 'yaml' && new RegExp(`^kind: ${kind}$`, 'm').test(text))?.text ?? '';
const places = async (text: string): Promise<string> => {
  try {
    await gatherPolicy([{ text }], 'page');
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.places.map(({ line, column, pointer, fix, message }) => `${line}:${column} ${pointer}: ${fix ?? message}\n`).join('');
  }
  return 'accepted';
};

describe('docs/foreign-policies.md', () => {
  it('has examples of every form, and no other', () => {
    expect(blocks.map(({ form }) => form)).toEqual(['sh', 'yaml', 'yaml', 'yaml', 'yaml refused', 'text places']);
  });

  it('shows cases that its policy passes', async () => {
    const { policy } = await gatherPolicy([{ text: written('Policy') }], null);
    const results = parsePolicyTests(written('PolicyTest')).flatMap((document) => runPolicyTest(document, policy));
    expect(results.length).toBe(4);
    expect(results.flatMap(({ name, problems }) => problems.map((problem) => `${name}: ${problem}`))).toEqual([]);
  });

  it('shows waivers that its policy knows', async () => {
    const { policy } = await gatherPolicy([{ text: written('Policy') }], null);
    const evidence = [manifestEvidence([{ name: 'pod.yaml', text: written('Pod') }])];
    expect(evaluate(inputOf({ evidence, policy, now: Date.parse('2027-03-30T00:00:00Z') })).errors).toEqual([]);
    const ended = evaluate(inputOf({ evidence, policy, now: Date.parse('2027-04-01T00:00:00Z') })).errors;
    expect(ended).toMatchObject([{ code: 'waiver-ended' }]);
  });

  it('shows a refusal with the places that it tells', async () => {
    const [refused, told] = ['yaml refused', 'text places'].map((form) => blocks.find((block) => block.form === form)?.text);
    expect(await places(refused ?? '')).toBe(told);
  });
});
