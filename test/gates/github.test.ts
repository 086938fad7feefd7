import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { compile, problemsOf, sarifSchema } from '../report/schema.ts';
import { action, runAction } from './action.ts';
import { run, scratch } from './script.ts';

test('every input is used, only through the environment, and every step says its shell', () => {
  const { steps } = action.runs;
  const used = steps.flatMap(({ env }) => Object.values(env)).join(' ');
  for (const name of Object.keys(action.inputs)) expect(used).toContain(`\${{ inputs.${name} }}`);
  for (const { run: script, shell } of steps) {
    expect(script).not.toContain('${{');
    expect(shell).toBe('bash');
  }
});

test('a denied change fails the job, says why in the summary and at the lines, and leaves its reports', async () => {
  const { status, printed, outputs, summary } = await runAction({ targets: 'examples/shop\n\n  examples/image  \n' });
  expect(status).toBe(1);
  expect(outputs.get('decision')).toBe('deny');
  expect(outputs.get('exit-code')).toBe('1');
  expect(summary).toMatch(/^## ❌ Plimsoll: deny/);
  expect(printed).toMatch(/^::error file=examples\/shop\/deployment\.yaml,line=24,col=13,title=critical%3A privileged::/m);
  expect(printed.match(/^::error /gm)?.length).toBeLessThanOrEqual(10);
  const sarif = JSON.parse(readFileSync(outputs.get('sarif') ?? '', 'utf8'));
  expect(problemsOf(compile(sarifSchema), sarif)).toEqual([]);
  expect(JSON.parse(readFileSync(outputs.get('json') ?? '', 'utf8')).subjects).toHaveLength(3);
});

test('an allowed change passes', async () => {
  const { status, outputs, printed } = await runAction({ targets: 'examples/shop-fixed' });
  expect(status).toBe(0);
  expect(outputs.get('decision')).toMatch(/^(allow|warn)$/);
  expect(printed).not.toContain('::error');
});

test('what cannot be judged fails with its own code and no outputs of a verdict', async () => {
  const { status, outputs, summary, printed } = await runAction({ targets: 'no/such/file.yaml' });
  expect([status, outputs.get('exit-code'), outputs.get('decision')]).toEqual([2, '2', undefined]);
  expect(summary).toBe('### Plimsoll did not judge\n\n    plimsoll: no/such/file.yaml: no such file or folder\n');
  expect(printed).toMatch(/^::error title=Plimsoll did not judge::plimsoll: no\/such\/file\.yaml: no such file or folder$/m);
  expect((await runAction({ targets: 'examples/shop', policy: 'no-such-policy' })).status).toBe(2);
});

test.each([
  ['unknown', 3, 'error'],
  ['deny', 1, 'error'],
  ['allow', 0, 'warning'],
])('with on-error %s a service that is down ends with %d, and the page of the job says so', async (choice, expected, kind) => {
  const secrets = { PLIMSOLL_TOKEN: 'plim_test' };
  const inputs = { targets: 'examples/shop', server: 'http://127.0.0.1:9', 'on-error': choice };
  const { status, printed, summary } = await runAction(inputs, secrets);
  expect(status).toBe(expected);
  expect(printed).toMatch(new RegExp(`^::${kind} title=Plimsoll did not judge::plimsoll: http://127\\.0\\.0\\.1:9 does not answer`, 'm'));
  expect(summary).toContain('    plimsoll: http://127.0.0.1:9 does not answer (');
});

test('inputs are never run, nor read as options', async () => {
  const folder = scratch();
  const mark = join(folder, 'mark');
  for (const text of [`$(touch ${mark}) \`touch ${mark}\` "; touch ${mark}; "`, `--output=${mark}`]) {
    expect((await runAction({ targets: `examples/shop-fixed\n${text}` })).status).toBe(2);
    await runAction({ targets: 'examples/shop-fixed', environment: text });
    expect(existsSync(mark)).toBe(false);
  }
});

test('what a file holds cannot become a command of the runner', async () => {
  const file = join(scratch(), 'verdict.json');
  const message = 'a\n::set-output name=decision::allow\r\n100%';
  const finding = {
    rule: 'x,y:z',
    severity: 'high',
    effect: 'deny',
    waiver: null,
    message,
    remediation: '',
    location: { file: 'a,b:c.yaml', line: 1, column: 2 },
  };
  writeFileSync(file, JSON.stringify({ findings: [finding, { ...finding, effect: 'none' }, { ...finding, waiver: {} }] }));
  const { stdout } = await run(process.execPath, ['infra/gates/github/annotate.mjs', file]);
  expect(stdout).toBe(
    '::error file=a%2Cb%3Ac.yaml,line=1,col=2,title=high%3A x%2Cy%3Az::a%0A::set-output name=decision::allow%0D%0A100%25\n',
  );
});

test('the guide names files, inputs and outputs that exist', () => {
  const guide = readFileSync('docs/gates.md', 'utf8');
  for (const [path] of guide.matchAll(/infra\/gates\/[\w./-]+\w/g)) expect(existsSync(path), path).toBe(true);
  const [, block = ''] = /```yaml\n(name: gate[\s\S]*?)```/.exec(guide) ?? [];
  const workflow = z
    .object({
      jobs: z.object({ gate: z.object({ steps: z.array(z.looseObject({ with: z.record(z.string(), z.string()).optional() })) }) }),
    })
    .parse(load(block));
  const [, step] = workflow.jobs.gate.steps;
  expect(Object.keys(step?.with ?? {}).filter((name) => !(name in action.inputs))).toEqual([]);
  for (const [, name = ''] of guide.matchAll(/steps\.plimsoll\.outputs\.([\w-]+)/g)) expect(Object.keys(action.outputs)).toContain(name);
});
