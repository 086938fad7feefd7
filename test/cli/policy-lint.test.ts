import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { plimsoll } from './bundle.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-lint-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const linted = (spec: string) => {
  const file = join(folder, 'policy.yaml');
  writeFileSync(file, `apiVersion: plimsoll.dev/v1\nkind: Policy\nmetadata: { name: team }\nspec:\n  ${spec}\n`);
  return plimsoll(['policy', 'lint', file]);
};

it.each([
  ['packs: [starter]', 0, null],
  ['packs: [starter]\n  actions: { unknown: allow }', 0, /policy\.yaml:6:\d+: warning: .*\(opens-what-is-unknown\)/],
  ['rules: [privileged, privileged]', 0, /policy\.yaml:5:\d+: warning: .*\(rule-twice\)/],
  ['rulez: [privileged]', 2, null],
])('%s', async (spec, status, warning) => {
  const ran = await linted(spec);
  expect(ran.status).toBe(status);
  if (warning) expect(ran.stdout).toMatch(warning);
  else expect(ran.stdout).not.toContain('warning');
});

it('names a file that is not there once', async () => {
  const { status, stdout } = await plimsoll(['policy', 'lint', 'nowhere.yaml']);
  expect([status, stdout]).toEqual([2, 'nowhere.yaml: cannot be read\n']);
});
