import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearest } from '../../lib/model/nearest.ts';
import { aliasKey, findRules, hintFor, nearestRule } from '../../lib/rule/find.ts';
import { rules } from '../../lib/rule/table.ts';

describe('aliasKey', () => {
  it.each([
    ['KSV-0012', 'KSV012', 'AVD-KSV-0012', 'ksv-012', ' avd-ksv-0012 '],
    ['DS-0002', 'DS002', 'AVD-DS-0002'],
    ['CKV_K8S_23', 'ckv_k8s_23'],
    ['KSV-01010', 'KSV01010', 'AVD-KSV-01010'],
  ])('reads the spellings of %s as one', (...spellings) => {
    expect(new Set(spellings.map(aliasKey)).size).toBe(1);
  });

  it.each([
    ['KSV-0101', 'KSV-01010'],
    ['KSV-0002', 'DS-0002'],
    ['C-0012', 'KSV-0012'],
  ])('keeps %s and %s apart', (a, b) => {
    expect(aliasKey(a)).not.toBe(aliasKey(b));
  });
});

describe('findRules', () => {
  it('finds every rule by its id and by each of its aliases', () => {
    for (const rule of rules) {
      expect(findRules(rule.id.toUpperCase())).toEqual([rule]);
      for (const alias of rule.aliases) expect(findRules(alias).length).toBeGreaterThan(0);
    }
  });

  it('finds nothing under a name that nobody knows', () => {
    expect(findRules('no-such-rule-anywhere')).toEqual([]);
    expect(findRules('__proto__')).toEqual([]);
    expect(nearestRule('x'.repeat(100_000))).toBeUndefined();
  });
});

describe('hintFor', () => {
  it.each([
    ['image-vulnerabilities', /vulnerability/],
    ['KCV48', /node/],
    ['c-0083', /vulnerability/],
    ['run-as-nonroot', /did you mean run-as-non-root/],
    ['nothing like any rule', /^$/],
  ])('%s', (name, hint) => {
    expect(hintFor(name)).toMatch(hint);
  });
});

describe('nearest', () => {
  const names = ['run-as-non-root', 'read-only-rootfs', 'image-tag'];
  it.each([
    ['run-as-nonroot', 'run-as-non-root'],
    ['imgae-tag', 'image-tag'],
    ['READ-ONLY-ROOTFS', 'read-only-rootfs'],
  ])('%s means %s', (typed, meant) => {
    expect(nearest(typed, names)).toBe(meant);
  });

  it('suggests nothing that is far away', () => {
    expect(nearest('completely-different', names)).toBeUndefined();
    expect(nearest('', ['abc'])).toBeUndefined();
  });

  it('finds a name of four letters or more with one letter missing', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{4,20}$/), fc.nat(), (name, at) => {
        const index = at % name.length;
        expect(nearest(name.slice(0, index) + name.slice(index + 1), [name])).toBe(name);
      }),
    );
  });
});
