import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../lib/model/verdict.ts';
import { builtInPolicy } from '../../lib/policy/built-in.ts';
import { aboutNames, frameOf } from '../../lib/report/frame.ts';
import { findRules } from '../../lib/rule/find.ts';
import { evaluate } from '../../lib/verdict/evaluate.ts';
import { dockerfileEvidence } from '../../lib/verdict/evidence.ts';

const policy = builtInPolicy('starter');
const judged = (text: string): Verdict => {
  if (!policy) throw new Error('no policy');
  const evidence = [dockerfileEvidence({ name: 'Dockerfile', text })];
  return evaluate({ evidence, missing: [], policy, waivers: [], advisories: [], environment: null, now: 0 });
};
const shown = (line: string): string[] => {
  const text = `FROM debian:12-slim\n${line}\nUSER 1\n`;
  const verdict = judged(text);
  return verdict.findings
    .filter(({ rule }) => rule === 'df-secret-arg-env')
    .map((finding) => frameOf(finding, verdict, [{ name: 'Dockerfile', text }]))
    .map((frame) => `${frame?.left}${frame?.right}`);
};

describe('the line of a secret', () => {
  it.each([
    ['ENV API_TOKEN=Hunter2', 'ENV API_TOKEN=***'],
    ['ENV API_TOKEN Hunter2', 'ENV API_TOKEN ***'],
    ['ARG NPM_TOKEN', 'ARG ***'],
    ['RUN curl -u user:Hunter2 https://e.com', 'RUN curl ***'],
    ['RUN docker login -p Hunter2 registry.example.com:5000', 'RUN docker ***'],
    ['RUN mysql -pHunter2 db', 'RUN mysql ***'],
    ['RUN true && API_TOKEN=Hunter2 x', 'RUN ***API_TOKEN=***'],
    ['RUN echo "machine a login b password Hunter2" > .netrc', 'RUN echo ***'],
  ])('%s', (line, expected) => {
    expect(shown(line)).toContain(expected);
    expect(shown(line).join()).not.toContain('Hunter2');
  });

  it('leaves lines of rules that there are unmasked', () => {
    expect([...aboutNames].filter((rule) => findRules(rule).length === 0)).toEqual([]);
  });
});
