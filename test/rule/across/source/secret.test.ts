import { expect, it } from 'vitest';
import { sha256 } from '../../../../lib/model/digest.ts';
import { repositorySecret } from '../../../../lib/rule/across/source/repository-secret.ts';
import { runRules } from '../../../../lib/rule/run.ts';
import { changeOf } from '../../change.ts';

it('says where each secret is, once, with the id of its kind', () => {
  const secret = { file: 'a.env', line: 3, rule: 'aws-access-key', title: 'AWS key', start: 'AKIA', fingerprint: sha256('x') };
  const settings = [{ rule: repositorySecret, severity: null, mode: 'enforce' as const, params: {} }];
  const twice = [secret, secret].map((one) => ({ subject: 0, secret: one }));
  expect(runRules(changeOf({ secrets: twice }), settings).findings).toMatchObject([
    { rule: 'repository-secret', aliases: ['aws-access-key'], location: { file: 'a.env', line: 3 } },
  ]);
  expect(runRules(changeOf({}), settings).findings).toEqual([]);
});
