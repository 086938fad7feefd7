import { expect, it } from 'vitest';
import { sha256 } from '../../lib/model/digest.ts';
import type { DockerfileEvidence } from '../../lib/model/evidence.ts';
import { evaluate } from '../../lib/verdict/evaluate.ts';
import { inputOf, policyOf } from './input.ts';

const evidenceOf = (text: string): DockerfileEvidence => ({
  kind: 'dockerfile',
  subject: { kind: 'dockerfile', ref: 'Dockerfile', digest: sha256(text) },
  inspector: { name: 'dockerfile', version: '1' },
  files: [
    { name: 'Dockerfile', text },
    { name: '.dockerignore', text: '.env' },
  ],
});

const policy = policyOf({ rules: [{ rule: 'df-sudo' }, { rule: 'df-copy-ignored' }, { rule: 'df-inline-ignore' }] });
const judged = (text: string) =>
  evaluate(inputOf({ evidence: [evidenceOf(text)], policy })).findings.map(({ rule, waiver, location }) => [
    rule,
    location.kind === 'source' ? location.line : 0,
    waiver?.origin ?? null,
  ]);

it('accepts what a comment accepts, keeps it visible and finds the comment', () => {
  expect(judged('FROM debian:12\n# hadolint ignore=DL3004\nRUN sudo a\nRUN sudo b\n').sort()).toEqual([
    ['df-inline-ignore', 2, null],
    ['df-sudo', 3, 'comment'],
    ['df-sudo', 4, null],
  ]);
});

it('judges a Dockerfile with the ignore file that came with it, and not that file', () => {
  expect(judged('FROM debian:12\nCOPY .env /app/\n')).toEqual([['df-copy-ignored', 2, null]]);
});
