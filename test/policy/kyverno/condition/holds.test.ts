import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../lib/model/json.ts';
import { holds } from '../../../../lib/policy/kyverno/condition/holds.ts';
import { unknown } from '../../../../lib/policy/kyverno/outcome.ts';
import { withMember } from '../../../../lib/policy/kyverno/query/scope.ts';
import { scopeOf } from '../scope.ts';

const asked = (key: Json, operator: string, value: Json) => holds([{ key, operator, value }], scopeOf());

describe('a condition', () => {
  it.each<[Json, string, Json, boolean]>([
    ['a', 'Equals', 'a', true],
    ['abc', 'Equals', 'a*', true],
    ['a*', 'Equals', 'abc', false],
    ['1h', 'Equals', '60m', true],
    ['1h', 'Equals', 3600, true],
    [3600, 'Equals', '1h', false],
    ['1Gi', 'Equals', '1024Mi', true],
    ['1Gi', 'Equals', 'x', false],
    ['1Gi', 'NotEquals', 'x', true],
    [1, 'Equals', '1', true],
    [1, 'Equals', 'x', false],
    [true, 'Equals', 'true', false],
    [null, 'Equals', null, false],
    [null, 'NotEquals', 'x', false],
    [['a'], 'Equals', ['a'], true],
    [{ a: 1, b: [2] }, 'Equal', { b: [2], a: 1 }, true],
    [{ a: 1 }, 'NotEqual', { a: 2 }, true],
    ['a', 'AnyIn', ['b', 'a'], true],
    ['abc', 'AnyIn', ['a*'], true],
    ['a*', 'AnyIn', ['abc'], true],
    [['a', 'b'], 'AnyIn', ['b'], true],
    [['a', 'b'], 'AllIn', ['b'], false],
    [['a', 'b'], 'AnyNotIn', ['b'], true],
    [['a', 'b'], 'AllNotIn', ['b'], false],
    [[], 'AnyIn', ['b'], false],
    [[], 'AllIn', ['b'], true],
    [5, 'AnyIn', '1-10', true],
    [[5, 11], 'AnyIn', '1-10', true],
    [[5, 11], 'AllIn', '1-10', false],
    [[5, 11], 'AnyNotIn', '1-10', true],
    [[11, 12], 'AllNotIn', '1-10', true],
    ['512Mi', 'AnyIn', '1Mi-1Gi', true],
    ['a', 'AnyIn', '["a","b"]', true],
    ['c', 'AnyNotIn', '["a","b"]', true],
    ['c', 'AnyNotIn', '[1]', false],
    ['c', 'AnyNotIn', 7, false],
    [['7'], 'AnyIn', 7, true],
    [null, 'AnyNotIn', ['a'], false],
    [{ a: 1 }, 'AnyIn', ['a'], false],
    ['a', 'In', ['a*'], true],
    [['a'], 'NotIn', ['b'], true],
    [['a'], 'In', ['a', 'b'], true],
    [5, 'GreaterThan', 4, true],
    ['5', 'GreaterThan', 4, true],
    ['1.5Gi', 'GreaterThan', '1Gi', true],
    ['10m', 'LessThan', '1h', true],
    ['100m', 'LessThan', '1', true],
    [30, 'LessThanOrEquals', '30s', true],
    ['1.2.3', 'LessThan', '1.10.0', true],
    ['1.2.3-rc.1', 'LessThan', '1.2.3', true],
    ['x', 'LessThan', '1', false],
    ['1h', 'DurationGreaterThan', 60, true],
    [60, 'DurationLessThanOrEquals', '1m', true],
  ])('%j %s %j: %s', (key, operator, value, expected) => {
    expect(asked(key, operator, value)).toMatchObject({ kind: 'holds', holds: expected });
  });

  it('is an error when its operator is none', () => {
    expect(asked('a', 'Like', 'b')).toMatchObject({ kind: 'error' });
  });
});

describe('conditions', () => {
  const yes = { key: 'a', operator: 'Equals', value: 'a', message: 'yes' };
  const no = { key: 'a', operator: 'Equals', value: 'b', message: 'no' };
  const lost = { key: '{{ lost }}', operator: 'Equals', value: 'b' };
  const asks = { key: '{{ asked.x }}', operator: 'Equals', value: 'b' };
  const scope = withMember(scopeOf(), 'asked', () => unknown('nobody told'));

  it.each<[string, Json, object]>([
    ['none', [], { holds: true, message: '' }],
    ['the old list', [yes, yes], { holds: true, message: 'yes;yes' }],
    ['the old list with a false one', [yes, no], { holds: false, message: 'no' }],
    ['any', { any: [no, yes] }, { holds: true, message: 'yes' }],
    ['any of none', { any: [] }, { holds: false }],
    ['any and all', { any: [yes], all: [yes, no] }, { holds: false, message: 'no' }],
    ['all', { all: [yes, yes] }, { holds: true, message: 'yes; yes' }],
    ['a list of blocks', [{ any: [yes] }, { all: [no] }], { holds: false }],
    ['a variable that is not there', { all: [lost] }, { kind: 'missing' }],
    ['a variable that is not there after what decides', { all: [no, lost] }, { holds: false }],
    ['what nobody knows', { all: [asks] }, { kind: 'unknown' }],
    ['what nobody knows before what decides all', { all: [asks, no] }, { holds: false }],
    ['what nobody knows before what decides any', { any: [asks, yes] }, { holds: true }],
    ['what nobody knows in any, all false', { any: [asks], all: [no] }, { holds: false }],
    ['a variable that is not there in all, any false', { any: [no], all: [lost] }, { kind: 'missing' }],
    ['any and all, both false', { any: [no], all: [no] }, { holds: false, message: 'no; no' }],
    ['text', 'yes', { kind: 'error' }],
  ])('%s', (_, conditions, expected) => {
    expect(holds(conditions, scope)).toMatchObject(expected);
  });
});
