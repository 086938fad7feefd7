import { describe, expect, it } from 'vitest';
import { defineRule, notEvaluated, problem, type Rule } from '../../lib/rule/rule.ts';
import { runRules } from '../../lib/rule/run.ts';
import type { RuleSetting } from '../../lib/rule/setting.ts';
import { bundleOf, changeOf, deployment, dockerfileOf } from './change.ts';

const info = {
  title: 'a test rule',
  severity: 'high',
  severityReason: 'for the test',
  aliases: ['X-1'],
  remediation: 'change it',
  reference: 'https://example.com',
  category: 'privilege',
} as const;
const settings = (...rules: Rule[]): RuleSetting[] => rules.map((rule) => ({ rule, severity: null, mode: 'enforce', params: {} }));

const everyContainer = defineRule({ ...info, id: 'every', on: 'container', check: () => [problem('each container')] });
const everyRun = defineRule({
  ...info,
  id: 'every-run',
  on: 'dockerfile',
  check: ({ file }) => file.instructions.filter(({ keyword }) => keyword === 'RUN').map(({ location }) => problem('a RUN', { location })),
});

describe('runRules', () => {
  it('puts a finding at its container, with the rule’s own severity, aliases and remediation', () => {
    const { findings } = runRules(changeOf({ bundle: bundleOf([deployment('api')], 3) }), settings(everyContainer));
    expect(findings).toMatchObject([
      {
        rule: 'every',
        aliases: ['X-1'],
        severity: 'high',
        subject: 3,
        object: 'apps/v1/Deployment/shop/api',
        container: 'app',
        location: { file: 'deploy.yaml', line: 7, pointer: '/spec/template/spec/containers/0' },
        patch: null,
      },
    ]);
  });

  it('gives the policy’s severity and parameters to the rule, over its own', () => {
    const limited = defineRule({
      ...info,
      id: 'limited',
      on: 'workload',
      defaultParams: { limit: 1, unit: 'm' },
      check: (_, { params }) => [problem(JSON.stringify(params))],
    });
    const setting: RuleSetting = { rule: limited, severity: 'low', mode: 'enforce', params: { limit: 2 } };
    const { findings } = runRules(changeOf({ bundle: bundleOf([deployment('api')]) }), [setting]);
    expect(findings.map(({ severity, message }) => [severity, JSON.parse(message)])).toEqual([['low', { limit: 2, unit: 'm' }]]);
  });

  it('visits only the roles and kinds that a rule names', () => {
    const initOnly = defineRule({ ...info, id: 'init', on: 'container', roles: ['init'], check: () => [problem('init')] });
    const services = defineRule({ ...info, id: 'svc', on: 'object', kinds: ['Service'], check: () => [problem('service')] });
    const anything = defineRule({ ...info, id: 'any', on: 'object', kinds: ['*'], check: () => [problem('object')] });
    const bundle = bundleOf([deployment('api', ['app', 'init-db'])]);
    const { findings } = runRules(changeOf({ bundle }), settings(initOnly, services, anything));
    expect(findings.map(({ rule, container }) => [rule, container])).toEqual([
      ['init', 'init-db'],
      ['any', undefined],
    ]);
  });

  it('reports a rule that throws as not evaluated there and goes on', () => {
    const broken = defineRule({
      ...info,
      id: 'broken',
      on: 'container',
      check: () => {
        throw new TypeError('password=hunter2');
      },
    });
    const { findings, notEvaluated: gaps } = runRules(
      changeOf({ bundle: bundleOf([deployment('api')]) }),
      settings(broken, everyContainer),
    );
    expect(findings.map(({ rule }) => rule)).toEqual(['every']);
    expect(gaps).toMatchObject([{ rule: 'broken', subject: 0, object: 'apps/v1/Deployment/shop/api', container: 'app' }]);
    expect(JSON.stringify(gaps)).not.toContain('hunter2');
  });

  it('keeps what a rule said before it threw', () => {
    const half = defineRule({
      ...info,
      id: 'half',
      on: 'workload',
      *check() {
        yield problem('first');
        throw new Error('then this');
      },
    });
    const result = runRules(changeOf({ bundle: bundleOf([deployment('api')]) }), settings(half));
    expect([result.findings.length, result.notEvaluated.length]).toEqual([1, 1]);
  });

  it('says the same thing about the same place once, and two things by their discriminator twice', () => {
    const repeating = defineRule({
      ...info,
      id: 'repeating',
      on: 'workload',
      check: () => [problem('a'), problem('b'), problem('c', { discriminator: 'c' }), notEvaluated('no'), notEvaluated('no')],
    });
    const result = runRules(changeOf({ bundle: bundleOf([deployment('api')]) }), settings(repeating));
    expect(result.findings.map(({ message }) => message)).toEqual(['a', 'c']);
    expect(new Set(result.findings.map(({ fingerprint }) => fingerprint)).size).toBe(2);
    expect(result.notEvaluated).toHaveLength(1);
  });

  it('places what an across rule says of an object in that object', () => {
    const joined = defineRule({
      ...info,
      id: 'joined',
      on: 'across',
      check: ({ change }) => (change.bundle?.workloads ?? []).map(({ object }) => problem('joined', { object, container: 'side' })),
    });
    const bundle = bundleOf([deployment('api', ['app', 'side'])], 1);
    expect(runRules(changeOf({ bundle }), settings(joined)).findings).toMatchObject([
      { subject: 1, container: 'side', location: { pointer: '/spec/template/spec/containers/1' } },
    ]);
  });
});

describe('fingerprints', () => {
  const prints = (lines: readonly string[], emptyLinesBefore = 0) =>
    runRules(changeOf({ dockerfiles: [{ subject: 0, file: dockerfileOf(lines, emptyLinesBefore) }] }), settings(everyRun)).findings.map(
      ({ fingerprint }) => fingerprint,
    );

  it('stay the same when lines move', () => {
    expect(prints(['FROM a', 'RUN x'])).toEqual(prints(['FROM a', 'ENV A=b', 'RUN x'], 40));
    const at = (line: number) =>
      runRules(changeOf({ bundle: bundleOf([deployment('api', ['app'], line)]) }), settings(everyContainer)).findings[0]?.fingerprint;
    expect(at(3)).toBe(at(300));
  });

  it('tell instructions apart, equal ones too', () => {
    expect(new Set(prints(['FROM a', 'RUN x', 'RUN y', 'RUN x'])).size).toBe(3);
  });

  it('tell objects and containers apart', () => {
    const bundle = bundleOf([deployment('api', ['app', 'side']), deployment('worker')]);
    const { findings } = runRules(changeOf({ bundle }), settings(everyContainer));
    expect(new Set(findings.map(({ fingerprint }) => fingerprint)).size).toBe(3);
  });
});
