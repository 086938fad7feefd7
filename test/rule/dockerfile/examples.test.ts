import { describe, expect, it } from 'vitest';
import { dockerfileRules } from '../../../lib/rule/dockerfile/index.ts';
import { linesOf } from './judge.ts';

/** Judged by their own tests: what they need is not in the text. */
const withoutExamples = ['df-copy-ignored', 'df-copy-context', 'df-context-secret', 'df-context-size'];

describe('the examples of every Dockerfile rule', () => {
  const rules = dockerfileRules.filter(({ id }) => !withoutExamples.includes(id));
  it.each(rules.map((rule) => [rule.id, rule] as const))('%s finds its bad example and not its near miss', (id, rule) => {
    expect(linesOf(id, rule.bad ?? '')).not.toEqual([]);
    expect(linesOf(id, rule.good ?? 'FROM scratch\n')).toEqual([]);
  });

  it('has an example for every rule, and every id once', () => {
    expect(rules.filter(({ bad, good }) => !bad || !good)).toEqual([]);
    expect(new Set(dockerfileRules.map(({ id }) => id)).size).toBe(dockerfileRules.length);
  });
});
