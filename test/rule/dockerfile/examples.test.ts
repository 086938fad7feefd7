import { describe, expect, it } from 'vitest';
import { dockerfileRules } from '../../../lib/rule/dockerfile/index.ts';
import { linesOf } from './judge.ts';

describe('the examples of every Dockerfile rule', () => {
  it.each(dockerfileRules.map((rule) => [rule.id, rule] as const))('%s finds its bad example and not its near miss', (id, rule) => {
    expect(linesOf(id, rule.bad ?? '')).not.toEqual([]);
    expect(linesOf(id, rule.good ?? 'FROM scratch\n')).toEqual([]);
  });

  it('has an example for every rule, and every id once', () => {
    expect(dockerfileRules.filter(({ bad, good }) => !bad || !good)).toEqual([]);
    expect(new Set(dockerfileRules.map(({ id }) => id)).size).toBe(dockerfileRules.length);
  });
});
