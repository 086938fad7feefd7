import { describe, expect, it } from 'vitest';
import { composeRules } from '../../../lib/rule/compose/index.ts';
import { found, judge } from './judge.ts';

describe.each(composeRules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  it('finds its bad example in the text, and passes its near miss', () => {
    const findings = found(id, rule.bad ?? '');
    expect(findings.length).toBeGreaterThan(0);
    for (const { location, container } of findings) {
      expect(location).toMatchObject({ kind: 'source', file: 'compose.yaml' });
      expect(container).toBe('web');
    }
    expect(judge(rule.good ?? '').findings.filter((finding) => finding.rule === id)).toEqual([]);
  });
});
