import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../lib/model/json.ts';
import { creating, judge, pod, policyOf, ruleOf } from '../ask.ts';

const broken = pod({ hostPID: true });
const sound = pod({ hostPID: false });
const ask = (rule: JsonObject, object: JsonObject | null, oldObject: JsonObject | null, operation: 'UPDATE' | 'DELETE' = 'UPDATE') =>
  judge([policyOf([rule])], creating(pod(), { operation, object, oldObject }))[0]?.kind ?? 'nothing';

describe('an update', () => {
  const rule = ruleOf({ pattern: { spec: { hostPID: false } } });

  it('fails by what it breaks, and may leave broken what was', () => {
    expect(ask(rule, broken, sound)).toBe('fail');
    expect(ask(rule, broken, broken)).toBe('skip');
    expect(ask(rule, sound, broken)).toBe('pass');
  });

  it('fails by both where the policy says so', () => {
    expect(ask(ruleOf({ allowExistingViolations: false, pattern: { spec: { hostPID: false } } }), broken, broken)).toBe('fail');
  });

  it('fails by what is denied of the change itself', () => {
    const conditions = {
      any: [{ key: '{{ request.object.spec.hostPID }}', operator: 'NotEquals', value: '{{ request.oldObject.spec.hostPID }}' }],
    };
    expect(ask(ruleOf({ deny: { conditions } }), broken, sound)).toBe('fail');
    expect(ask(ruleOf({ deny: { conditions } }), broken, broken)).toBe('pass');
  });

  it('is about an object that only was what the rule is about', () => {
    const match = { any: [{ resources: { kinds: ['Pod'], selector: { matchLabels: { a: 'b' } } } }] };
    expect(ask(ruleOf({ deny: {} }, { match }), pod(), pod({}, { labels: { a: 'b' } }))).toBe('fail');
  });
});

describe('a deletion', () => {
  it('is denied by the object that is deleted, read as the new one', () => {
    const conditions = { any: [{ key: '{{ request.object.metadata.name }}', operator: 'Equals', value: 'web' }] };
    expect(ask(ruleOf({ deny: { conditions } }), null, pod(), 'DELETE')).toBe('fail');
  });
});
