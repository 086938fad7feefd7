import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../../lib/model/json.ts';
import { aboutPods, creating, judge, knowing, pod, policyOf, ruleOf } from '../ask.ts';

const exception = (ruleNames: readonly string[], spec: JsonObject = {}): JsonObject => ({
  apiVersion: 'kyverno.io/v2',
  kind: 'PolicyException',
  metadata: { name: 'e', namespace: 'shop' },
  spec: { exceptions: [{ policyName: 'p', ruleNames }], match: aboutPods, ...spec },
});

const kind = (exceptions: readonly JsonObject[], validate: JsonObject = { deny: {} }, object = pod(), surroundings = knowing()): Json =>
  judge([policyOf([ruleOf(validate)]), ...exceptions], creating(object), surroundings)[0]?.kind ?? 'nothing';

describe('a PolicyException', () => {
  it.each<[string, JsonObject, string]>([
    ['takes a rule out', exception(['r']), 'skip'],
    ['takes rules out by wildcards', exception(['*']), 'skip'],
    ['is not about other rules', exception(['other']), 'fail'],
    ['is not about other objects', exception(['r'], { match: { any: [{ resources: { kinds: ['Job'] } }] } }), 'fail'],
    ['is about objects that it names', exception(['r'], { match: { any: [{ resources: { kinds: ['Pod'], names: ['w*'] } }] } }), 'skip'],
    [
      'holds by its conditions',
      exception(['r'], { conditions: { any: [{ key: '{{ request.object.metadata.name }}', operator: 'Equals', value: 'web' }] } }),
      'skip',
    ],
    [
      'does not hold without them',
      exception(['r'], { conditions: { any: [{ key: '{{ request.object.metadata.name }}', operator: 'Equals', value: 'x' }] } }),
      'fail',
    ],
    [
      'does not hold by conditions that cannot be evaluated',
      exception(['r'], { conditions: { any: [{ key: '{{ request.object.none }}', operator: 'Equals', value: 'x' }] } }),
      'fail',
    ],
  ])('%s', (_name, document, expected) => {
    expect(kind([document])).toBe(expected);
  });

  it('names the rules that are made as they are named', () => {
    const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd' }, spec: {} };
    const match = { any: [{ resources: { kinds: ['Deployment'] } }] };
    expect(kind([exception(['r'], { match })], { deny: {} }, deployment)).toBe('fail');
    expect(kind([exception(['autogen-r'], { match })], { deny: {} }, deployment)).toBe('skip');
  });

  it('names people, of whom nobody is one', () => {
    const match = { any: [{ resources: { kinds: ['Pod'] }, clusterRoles: ['cluster-admin'] }] };
    expect(kind([exception(['r'], { match })])).toBe('fail');
  });

  it('is asked after the preconditions, and by the variables of the rule', () => {
    const context = [{ name: 'v', variable: { value: 'x' } }];
    const preconditions = { all: [{ key: '{{ request.object.none }}', operator: 'Equals', value: 'x' }] };
    const conditions = { all: [{ key: '{{ v }}', operator: 'Equals', value: 'x' }] };
    const of = (more: JsonObject) =>
      judge([policyOf([ruleOf({ deny: {} }, more)]), exception(['r'], { conditions })], creating(pod()))[0]?.kind;
    expect([of({ context }), of({ context, preconditions })]).toEqual(['skip', 'error']);
  });

  it('leaves a failing rule open where nobody knows whether it holds, and a passing one alone', () => {
    const match = { any: [{ resources: { kinds: ['Pod'], namespaceSelector: { matchLabels: { a: 'b' } } } }] };
    expect(kind([exception(['r'], { match })])).toBe('not-evaluated');
    expect(kind([exception(['r'], { match })], { pattern: { kind: 'Pod' } })).toBe('pass');
  });

  it('takes controls out of podSecurity in place of the rule', () => {
    const podSecurity = { level: 'baseline', version: 'latest' };
    const exempt = exception(['r'], { podSecurity: [{ controlName: 'Host Namespaces' }] });
    expect(kind([exempt], { podSecurity }, pod({ hostPID: true }))).toBe('skip');
    expect(kind([exempt], { podSecurity }, pod())).toBe('pass');
    const privileged = pod({ hostPID: true, containers: [{ name: 'c', image: 'a', securityContext: { privileged: true } }] });
    expect(kind([exempt], { podSecurity }, privileged)).toBe('fail');
  });
});
