import { describe, expect, it } from 'vitest';
import { bindPolicy } from '../../lib/policy/bind.ts';
import { compilePolicy } from '../../lib/policy/compile.ts';
import { parsePolicy } from '../../lib/policy/parse.ts';
import { findRules } from '../../lib/rule/find.ts';

const compiled = (spec: object) =>
  compilePolicy(parsePolicy(JSON.stringify({ apiVersion: 'plimsoll.dev/v1', kind: 'Policy', metadata: { name: 't' }, spec })).document);
const setting = (spec: object, rule: string) => {
  const found = compiled(spec).rules.find((one) => one.rule.id === rule);
  return found ? `${found.severity} ${found.mode}` : 'off';
};
const rule = 'run-as-non-root';

describe('compilePolicy', () => {
  it.each<[string, object, string]>([
    ['a pack', { packs: ['restricted'] }, 'null enforce'],
    ['a pack with a mode', { packs: [{ pack: 'restricted', mode: 'warn' }] }, 'null warn'],
    ['the default mode', { mode: 'audit', packs: ['restricted'] }, 'null audit'],
    ['a later, softer pack', { packs: ['restricted', { pack: 'quick-wins', mode: 'audit' }] }, 'null enforce'],
    ['a later, stricter pack', { packs: [{ pack: 'quick-wins', mode: 'audit' }, 'restricted'] }, 'null enforce'],
    ['a pack taken out', { packs: ['restricted', { pack: 'quick-wins', mode: 'off' }] }, 'off'],
    ['a rule over its pack', { packs: ['restricted'], rules: [{ rule, severity: 'low', mode: 'warn' }] }, 'low warn'],
    ['a rule by an alias', { packs: ['restricted'], rules: [{ rule: 'KSV012', mode: 'audit' }] }, 'null audit'],
    ['a rule taken out', { packs: ['restricted'], rules: [{ rule, mode: 'off' }] }, 'off'],
    ['a rule alone', { rules: [rule] }, 'null enforce'],
    ['nothing', {}, 'off'],
  ])('%s', (_, spec, expected) => {
    expect(setting(spec, rule)).toBe(expected);
  });

  it('takes every rule that an alias names', () => {
    const named = findRules('CKV_DOCKER_7').map(({ id }) => id);
    expect(named.length).toBeGreaterThan(1);
    expect(compiled({ rules: ['CKV_DOCKER_7'] }).rules.map((one) => one.rule.id)).toEqual(named);
  });

  it('compiles a document once, and equal documents to one', () => {
    const once = compiled({ packs: ['starter'] });
    expect(compiled({ packs: [{ pack: 'starter' }] })).toBe(once);
    expect(bindPolicy(once, 'enforce')).toBe(once);
    expect(bindPolicy(once, 'warn')).toBe(bindPolicy(once, 'warn'));
  });

  it('reads durations and limits', () => {
    expect(
      compiled({ freshness: { evidence: '90m', advisories: '2d' }, thresholds: { vulnerability: { deny: 'never', fixableOnly: true } } }),
    ).toMatchObject({
      maxEvidenceAgeSeconds: 5_400,
      maxAdvisoryAgeSeconds: 172_800,
      thresholds: {
        vulnerability: { deny: null, warn: 'medium', fixableOnly: true },
        misconfiguration: { deny: 'high', fixableOnly: false },
      },
    });
    expect(compiled({ freshness: { evidence: 'never' } })).toMatchObject({ maxEvidenceAgeSeconds: null, maxAdvisoryAgeSeconds: null });
  });
});
