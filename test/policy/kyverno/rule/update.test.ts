import { describe, expect, it } from 'vitest';
import { type JsonObject, objectAt } from '../../../../lib/model/json.ts';
import { creating, judge, pod, policyOf, ruleOf } from '../ask.ts';

const broken = pod({ hostPID: true });
const sound = pod({ hostPID: false });
const ask = (rule: JsonObject, object: JsonObject | null, oldObject: JsonObject | null, operation: 'UPDATE' | 'DELETE' = 'UPDATE') =>
  judge([policyOf([rule])], creating(pod(), { operation, object, oldObject }))[0]?.kind ?? 'nothing';

describe('an update', () => {
  const rule = ruleOf({ failureAction: 'Enforce', pattern: { spec: { hostPID: false } } });

  it('fails by what it breaks, and may leave broken what was', () => {
    expect(ask(rule, broken, sound)).toBe('fail');
    expect(ask(rule, broken, broken)).toBe('skip');
    expect(ask(rule, sound, broken)).toBe('pass');
  });

  it('fails by both where the policy says so, and where it denies nothing anyway', () => {
    expect(ask(ruleOf({ ...objectAt(rule, 'validate'), allowExistingViolations: false }), broken, broken)).toBe('fail');
    expect(ask(ruleOf({ ...objectAt(rule, 'validate'), failureAction: 'Audit' }), broken, broken)).toBe('fail');
  });

  it.each<[string, JsonObject, string]>([
    ['rules of other operations', { match: { any: [{ resources: { kinds: ['Pod'], operations: ['UPDATE'] } }] } }, 'fail'],
    ['rules about everybody', { match: { any: [{ resources: { kinds: ['Pod'] }, subjects: [{ kind: 'User', name: '*' }] }] } }, 'skip'],
    [
      'preconditions that the old one does not meet',
      { preconditions: { all: [{ key: '{{ request.operation }}', operator: 'Equals', value: 'UPDATE' }] } },
      'fail',
    ],
  ])('asks of the old object as if it were created now: %s', (_name, more, expected) => {
    expect(ask(ruleOf({ failureAction: 'Enforce', deny: {} }, more), broken, broken)).toBe(expected);
  });

  it('fails by what is denied of the change itself', () => {
    const conditions = {
      any: [{ key: '{{ request.object.spec.hostPID }}', operator: 'NotEquals', value: '{{ request.oldObject.spec.hostPID }}' }],
    };
    expect(ask(ruleOf({ failureAction: 'Enforce', deny: { conditions } }), broken, sound)).toBe('fail');
    expect(ask(ruleOf({ failureAction: 'Enforce', deny: { conditions } }), broken, broken)).toBe('pass');
  });

  it('is about the new object alone', () => {
    const match = { any: [{ resources: { kinds: ['Pod'], selector: { matchLabels: { a: 'b' } } } }] };
    expect(ask(ruleOf({ deny: {} }, { match }), pod(), pod({}, { labels: { a: 'b' } }))).toBe('nothing');
  });
});

describe('a deletion', () => {
  it('is denied by the object that is deleted, read as the new one', () => {
    const conditions = { any: [{ key: '{{ request.object.metadata.name }}', operator: 'Equals', value: 'web' }] };
    expect(ask(ruleOf({ deny: { conditions } }), null, pod(), 'DELETE')).toBe('fail');
  });
});
