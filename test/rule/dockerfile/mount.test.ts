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
      'an argument, of the registry of a language rather than of the distribution',
      'FROM a:1\nARG NPM_TOKEN\nRUN apt-get install -y make\nRUN npm ci\n',
      'FROM a:1\nRUN apt-get install -y make\nRUN --mount=type=secret,id=NPM_TOKEN,env=NPM_TOKEN npm ci\n',
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
    [
      'a value of a stage that is left behind',
      'FROM a:1 AS x\nENV A_TOKEN=abc\nRUN npm ci\nFROM b:1\n',
      'FROM a:1 AS x\nRUN --mount=type=secret,id=A_TOKEN,env=A_TOKEN npm ci\nFROM b:1\n',
    ],
    [
      'a copied file, of the program that looks for it, and not deleted after it',
      'FROM a:1\nWORKDIR /app\nCOPY .npmrc ./\nRUN npm ci && \\\n  rm -f .npmrc\nRUN npm test\n',
      'FROM a:1\nWORKDIR /app\nRUN --mount=type=secret,id=npmrc,target=/app/.npmrc npm ci\nRUN npm test\n',
    ],
    [
      'one file of several, for a user with a number',
      'FROM a:1\nUSER 1000\nCOPY package.json .npmrc lock.json /app/\nRUN true\nRUN cd /app && npm ci\n',
      'FROM a:1\nUSER 1000\nCOPY package.json lock.json /app/\nRUN true\nRUN --mount=type=secret,id=npmrc,target=/app/.npmrc,uid=1000 cd /app && npm ci\n',
    ],
    [
      'one for the user whom a stage below names',
      'FROM a:1 AS base\nUSER app\nFROM base\nCOPY .npmrc /x/\nRUN npm ci\n',
      'FROM a:1 AS base\nUSER app\nFROM base\nRUN --mount=type=secret,id=npmrc,target=/x/.npmrc,mode=0444 npm ci\n',
    ],
    [
      'a key, whose mode is right as it is',
      'FROM a:1\nCOPY --chmod=644 keys/id_rsa /root/.ssh/id_rsa\nRUN chmod 600 /root/.ssh/id_rsa; git clone git@h:x\nRUN rm ~/.ssh/id_rsa\nUSER app\nRUN git log\n',
      'FROM a:1\nRUN --mount=type=secret,id=id_rsa,target=/root/.ssh/id_rsa git clone git@h:x\nUSER app\nRUN git log\n',
    ],
    [
      'an environment that a stage reads which is left behind',
      'FROM a:1 AS x\nUSER app\nCOPY .env /src/.env\nRUN . /src/.env\nFROM b:1\nCOPY --from=x /src/out /x\n',
      'FROM a:1 AS x\nUSER app\nRUN --mount=type=secret,id=env,target=/src/.env,mode=0444 . /src/.env\nFROM b:1\nCOPY --from=x /src/out /x\n',
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
    ['copied to a folder that the base decides', 'FROM a:1\nCOPY .npmrc ./\nRUN npm ci\n'],
    ['copied to what may be a folder', 'FROM a:1\nRUN mkdir /app\nCOPY .npmrc /app\nRUN cd /app && npm ci\n'],
    ['that the running program may read', 'FROM a:1\nCOPY .env /app/.env\nRUN . /app/.env\n'],
    ['that another instruction names', 'FROM a:1\nCOPY .npmrc /x/\nRUN npm ci\nCMD ["cat", "/x/.npmrc"]\n'],
    ['deleted where it cannot be cut out', 'FROM a:1\nCOPY .npmrc /x/\nRUN npm ci && (rm /x/.npmrc)\n'],
    ['deleted with other files', 'FROM a:1\nCOPY .npmrc /x/\nRUN npm ci && rm /x/.npmrc /x/y\n'],
    ['that a stage takes on', 'FROM a:1 AS x\nCOPY .npmrc /x/\nRUN npm ci\nFROM b:1\nCOPY --from=x /x/.npmrc /\n'],
    ['that no step reads', 'FROM a:1\nCOPY .npmrc /x/\nRUN cat package.json\n'],
    ['with a name in a word', 'FROM a:1 AS x\nCOPY .env /x/\nRUN node -p process.env\nFROM b:1\n'],
    ['that is a folder', 'FROM a:1\nCOPY .ssh /root/.ssh\nRUN git clone git@h:x\n'],
    ['whose user is a variable', 'FROM a:1\nARG U\nUSER $U\nCOPY id_rsa /k/id_rsa\nRUN ssh -i /k/id_rsa h\n'],
    ['of a trigger to copy', 'FROM a:1\nONBUILD COPY .npmrc /x/\nRUN npm ci\n'],
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
