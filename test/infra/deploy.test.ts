import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

const deploy = (parameters: readonly string[], region = 'eu-central-1') => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['infra/dev/deploy.mjs', ...parameters], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], AWS_REGION: region },
  });
  return { status, stdout, stderr };
};

it.each([
  ['no verb', [], 'usage: npm run deploy'],
  ['another verb', ['toString'], 'usage: npm run deploy'],
  ['a stage with other characters', ['deploy', '--stage', 'prod_eu!'], '"prod_eu!" is no stage'],
  ['a stage that is an option of a program', ['remove', '--stage=-rf'], '"-rf" is no stage'],
  ['a stage that is too long for the names that it is a part of', ['deploy', '-s', 'a'.repeat(25)], 'is no stage'],
  ['a stage without a name', ['outputs', '--stage'], 'is no stage'],
  ['a region that is none', ['outputs', '--stage', 'prod', '--region', 'frankfurt'], '"frankfurt" is no region of AWS'],
])('%s is refused before anything is built or asked', (_what, parameters, said) => {
  const { status, stdout, stderr } = deploy(parameters);
  expect(stderr).toContain(said);
  expect(stdout).toBe('');
  expect(status).toBe(2);
});

it('a region of the environment is looked at too', () => {
  expect(deploy(['deploy'], 'eu_central_1')).toMatchObject({ status: 2, stderr: expect.stringContaining('"eu_central_1" is no region') });
});
