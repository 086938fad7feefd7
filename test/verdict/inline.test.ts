import { expect, it } from 'vitest';
import { sha256 } from '../../lib/model/digest.ts';
import type { DockerfileEvidence } from '../../lib/model/evidence.ts';
import { evaluate } from '../../lib/verdict/evaluate.ts';
import { dockerfileEvidence, manifestEvidence } from '../../lib/verdict/evidence.ts';
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

const sources = {
  pod: `kind: Pod
apiVersion: v1
metadata:
  name: web
  annotations:
    waive.plimsoll.dev/host-pid: the debugger needs it
    checkov.io/skip1: CKV_K8S_NONE=a check of another time
spec:
  hostPID: true
  hostIPC: true # plimsoll: ignore host-ipc it needs that too
  containers: [{ name: app, image: a }]
`,
  dockerfile: 'FROM debian:12\n# plimsoll:ignore df-sudo -- reviewed\nRUN sudo a\n# hadolint ignore=SC2086\nRUN b $c\n',
};
const change = [
  manifestEvidence([{ name: 'pod.yaml', text: sources.pod }]),
  dockerfileEvidence({ name: 'Dockerfile', text: sources.dockerfile }),
];
const judgedBy = (waivers?: { annotations?: boolean; comments?: boolean }) =>
  evaluate(
    inputOf({
      evidence: change,
      policy: policyOf({ rules: ['host-pid', 'host-ipc', 'df-sudo'].map((rule) => ({ rule })), ...(waivers && { waivers }) }),
    }),
  );
const originsOf = ({ findings }: ReturnType<typeof evaluate>) => findings.map(({ rule, waiver }) => `${rule} ${waiver?.origin ?? 'none'}`);
const refusals = ({ errors }: ReturnType<typeof evaluate>) => errors.map(({ code, file, line }) => `${code} ${file}:${line ?? '-'}`);

it('takes annotations and comments of manifests and comments of Dockerfiles; what nobody knows is told and changes nothing', () => {
  const verdict = judgedBy();
  expect(originsOf(verdict)).toEqual(['host-pid annotation', 'host-ipc comment', 'df-sudo comment']);
  expect(verdict.decision).toBe('allow');
  expect(refusals(verdict)).toEqual(['unknown-rule pod.yaml:7', 'unknown-rule Dockerfile:5']);
  expect(verdict.reasons).toMatchObject([
    { code: 'waived', count: 3 },
    { code: 'waiver-refused', count: 2 },
  ]);
});

it.each([
  [{ annotations: false }, ['host-pid none', 'host-ipc comment', 'df-sudo comment'], 'waiver-forbidden pod.yaml:-'],
  [{ comments: false }, ['host-pid annotation', 'host-ipc none', 'df-sudo none'], 'waiver-forbidden Dockerfile:3'],
  [{ annotations: false, comments: false }, ['host-pid none', 'host-ipc none', 'df-sudo none'], 'waiver-forbidden pod.yaml:-'],
])('a policy can forbid them: %o', (waivers, origins, refusal) => {
  const verdict = judgedBy(waivers);
  expect(originsOf(verdict)).toEqual(origins);
  expect(verdict.decision).toBe('deny');
  expect(refusals(verdict)).toContain(refusal);
});
