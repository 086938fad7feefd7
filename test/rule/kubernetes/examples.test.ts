import { describe, expect, it } from 'vitest';
import { kubernetesRules } from '../../../lib/rule/kubernetes/index.ts';
import { judge } from './judge.ts';

/** Rules that say nothing until a policy asks have their cases in params.test.ts. */
const rules = kubernetesRules.filter(({ bad }) => bad !== undefined);

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  it('finds its bad example, at a place in the text, and passes its good one', () => {
    const { findings } = judge(id, rule.bad ?? '');
    expect(findings.length).toBeGreaterThan(0);
    for (const { location, message } of findings) {
      expect(location).toMatchObject({ kind: 'source', file: 'a.yaml' });
      expect(message.length).toBeGreaterThan(10);
    }
    expect(judge(id, rule.good ?? '')).toEqual({ findings: [], notEvaluated: [] });
  });
});
