import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { plimsoll } from './bundle.ts';

const pod = `apiVersion: v1
kind: Pod
metadata:
  name: web
  annotations: { waive.plimsoll.dev/host-pid: the debugger needs it }
spec:
  hostPID: true
  hostIPC: true # plimsoll: ignore host-ipc until 2999-12-31
  containers: [{ name: app, image: a }]
`;
const policy = (waivers: string) =>
  `apiVersion: plimsoll.dev/v1\nkind: Policy\nmetadata: { name: team }\nspec: { rules: [host-pid, host-ipc, df-sudo], waivers: ${waivers} }\n`;

let folder = '';
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-waivers-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each([
  ['{}', 0, ['annotation', 'comment', 'comment']],
  ['{ annotations: false }', 1, [null, 'comment', 'comment']],
  ['{ annotations: false, comments: false }', 1, [null, null, null]],
])('waivers written in the sources, by a policy with waivers: %s', async (waivers, status, origins) => {
  const change = [file('pod.yaml', pod), file('Dockerfile', 'FROM debian:12\n# plimsoll:ignore df-sudo -- reviewed\nRUN sudo a\n')];
  const ran = await plimsoll(['check', ...change, '--policy', file('policy.yaml', policy(waivers)), '--format', 'json']);
  const { findings } = JSON.parse(ran.stdout);
  type Shown = { readonly rule: string; readonly waiver: { readonly origin: string; readonly author: string } | null };
  const shown = ['host-pid', 'host-ipc', 'df-sudo'].map((rule) => findings.find((finding: Shown) => finding.rule === rule));
  expect(ran.status).toBe(status);
  expect(shown.map(({ waiver }: Shown) => waiver?.origin ?? null)).toEqual(origins);
  expect(shown[0]?.effect).toBe(origins[0] === null ? 'deny' : 'none');
});
