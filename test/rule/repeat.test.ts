import { expect, it } from 'vitest';
import { parseDockerfile } from '../../lib/dockerfile/parse.ts';
import { sha256 } from '../../lib/model/digest.ts';
import { repositorySecret } from '../../lib/rule/across/source/repository-secret.ts';
import { secretLeak } from '../../lib/rule/dockerfile/secret/leak.ts';
import { withoutRepeats } from '../../lib/rule/repeat.ts';
import { runRules } from '../../lib/rule/run.ts';
import type { RuleSetting } from '../../lib/rule/setting.ts';
import { changeOf } from './change.ts';

const file = parseDockerfile({ name: 'Dockerfile', text: 'FROM a:1\nENV A=b \\\n  DB_PASSWORD=Tr0ub4dor-and-3\n' }, 0);
const secret = { file: 'Dockerfile', line: 3, rule: 'named', title: 'x', start: 'Tr0u', fingerprint: sha256('x') };

const found = (line: number, more: Partial<RuleSetting> = {}): string[] => {
  const change = changeOf({ dockerfiles: [{ subject: 0, file }], secrets: [{ subject: 1, secret: { ...secret, line } }] });
  const settings: RuleSetting[] = [
    { rule: secretLeak, severity: null, mode: 'enforce', params: {}, ...more },
    { rule: repositorySecret, severity: null, mode: 'enforce', params: {} },
  ];
  return runRules(change, settings).findings.map(({ rule }) => rule);
};

it('says one secret once, by the rule that knows the file', () => {
  expect(found(3)).toEqual(['df-secret-arg-env']);
  expect(found(1)).toEqual(['df-secret-arg-env', 'repository-secret']);
});

it('keeps both where the rule that knows the file weighs less or enforces less', () => {
  expect(found(3, { severity: 'low' })).toEqual(['df-secret-arg-env', 'repository-secret']);
  expect(found(3, { mode: 'warn' })).toEqual(['df-secret-arg-env', 'repository-secret']);
});

it('hears of two that know a line the one that weighs more, whatever their order', () => {
  const [finding] = runRules(changeOf({ dockerfiles: [{ subject: 0, file }] }), [
    { rule: secretLeak, severity: null, mode: 'enforce', params: {} },
  ]).findings;
  const [whole] = runRules(changeOf({ secrets: [{ subject: 1, secret }] }), [
    { rule: repositorySecret, severity: null, mode: 'enforce', params: {} },
  ]).findings;
  if (!finding || !whole) throw new Error('both rules find it');
  const light = { ...finding, severity: 'low' as const };
  const spread: typeof whole = { ...whole, location: { kind: 'source', file: 'Dockerfile', line: 1, column: 1, endLine: 3 } };
  expect(withoutRepeats([light, finding, whole], [])).not.toContain(whole);
  expect(withoutRepeats([finding, light, whole], [])).not.toContain(whole);
  expect(withoutRepeats([light, whole], [])).toContain(whole);
  expect(withoutRepeats([finding, spread], [])).not.toContain(spread);
});
