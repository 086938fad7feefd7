import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../lib/model/patch.ts';
import { allRulesPolicy, builtInPolicy } from '../../../lib/policy/built-in.ts';
import { fixFiles } from '../../../lib/verdict/fix.ts';
import { judge } from './judge.ts';

/** The file after the patches of the secret rule, each of which needs a decision. */
const mended = (text: string): string => {
  const patches = judge(text).flatMap(({ rule, patch }) => (rule === 'df-secret-arg-env' && patch?.kind === 'text' ? [patch] : []));
  expect(patches.some(({ safe }) => safe)).toBe(false);
  return applyEdits(text, patches[0]?.edits ?? []);
};
const secrets = (text: string): number => judge(text).filter(({ rule }) => rule === 'df-secret-arg-env').length;

describe('a secret as a mount', () => {
  it.each([
    [
      'an argument, of the step that names it',
      'FROM a:1\nARG NPM_TOKEN\nRUN npm ci\nRUN echo $NPM_TOKEN > x\n',
      'FROM a:1\nRUN npm ci\nRUN --mount=type=secret,id=NPM_TOKEN,env=NPM_TOKEN echo $NPM_TOKEN > x\n',
    ],
    [
      'an argument that no step names, of those that install',
      'FROM a:1\r\nARG NPM_TOKEN=x\r\nRUN --network=host npm ci\r\nRUN true\r\n',
      'FROM a:1\r\nRUN --mount=type=secret,id=NPM_TOKEN,env=NPM_TOKEN --network=host npm ci\r\nRUN true\r\n',
    ],
    [
      'with the ENV that hands it on',
      'FROM a:1\nARG A_TOKEN\nENV A_TOKEN=$A_TOKEN\nRUN [ "$A_TOKEN" ]\n',
      'FROM a:1\nRUN --mount=type=secret,id=A_TOKEN,env=A_TOKEN [ "$A_TOKEN" ]\n',
    ],
    [
      'a value on the command line',
      'FROM a:1\nRUN cd x && \\\n  API_KEY=abc123 ./go\n',
      'FROM a:1\nRUN --mount=type=secret,id=API_KEY,env=API_KEY cd x && \\\n  ./go\n',
    ],
  ])('%s', (_, before, after) => {
    expect(mended(before)).toBe(after);
    expect(secrets(after)).toBe(0);
  });

  it.each([
    ['before the first FROM', 'ARG NPM_TOKEN\nFROM a:1\nRUN npm ci\n'],
    ['needed by another instruction', 'FROM a:1\nARG NPM_TOKEN\nCOPY $NPM_TOKEN /x\nRUN npm ci\n'],
    ['of a trigger', 'FROM a:1\nONBUILD ARG NPM_TOKEN\nRUN npm ci\n'],
    ['that nothing uses', 'FROM a:1\nARG NPM_TOKEN\nRUN true\n'],
    ['that a stage on top inherits', 'FROM a:1 AS x\nARG A_TOKEN\nENV A_TOKEN=$A_TOKEN\nRUN echo $A_TOKEN\nFROM x\n'],
    ['exported in a list', 'FROM a:1\nRUN export API_KEY=abc && npm ci\n'],
  ])('not one %s', (_, text) => {
    expect(secrets(text)).toBeGreaterThan(0);
    expect(mended(text)).toBe(text);
  });

  it('is carried out by fix only when suggestions are asked for', () => {
    const starter = builtInPolicy('starter');
    if (!starter) throw new Error('no policy');
    const dockerfiles = [{ name: 'Dockerfile', text: 'FROM a:1\nARG NPM_TOKEN\nRUN npm ci\n' }];
    const input = { manifests: [], dockerfiles, policy: allRulesPolicy(starter), now: 0 };
    expect(fixFiles(input).files[0]?.text).not.toContain('--mount');
    expect(fixFiles({ ...input, suggested: true }).files[0]?.text).toContain('--mount=type=secret,id=NPM_TOKEN');
  });
});
