import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import * as z from 'zod';
import { run, scratch } from './script.ts';

const stepSchema = z.object({
  id: z.string().optional(),
  if: z.string().optional(),
  shell: z.string(),
  env: z.record(z.string(), z.string()),
  run: z.string(),
});
export const action = z
  .object({
    inputs: z.record(z.string(), z.object({ description: z.string(), required: z.boolean().optional(), default: z.string().optional() })),
    outputs: z.record(z.string(), z.object({ description: z.string(), value: z.string() })),
    runs: z.object({ using: z.literal('composite'), steps: z.array(stepSchema) }),
  })
  .parse(load(readFileSync('action.yml', 'utf8')));

/** What a runner does, with `secrets` in the environment of the step that uses the action: fills in expressions, runs each step whose condition holds, reads outputs from the file that the step wrote. */
export const runAction = async (inputs: { readonly [name: string]: string }, secrets: { readonly [name: string]: string } = {}) => {
  const folder = scratch();
  const [output, summary] = [join(folder, 'output'), join(folder, 'summary')];
  for (const file of [output, summary]) writeFileSync(file, '');
  const given = new Map(Object.entries(action.inputs).map(([name, { default: fallback = '' }]) => [name, inputs[name] ?? fallback]));
  given.set('folder', join(folder, 'report'));
  const outputs = () =>
    new Map(
      readFileSync(output, 'utf8')
        .split('\n')
        .map((line) => [line.split('=')[0] ?? '', line.slice(line.indexOf('=') + 1)]),
    );
  const fill = (text: string) =>
    text
      .replace(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_, name: string) => given.get(name) ?? 'NO SUCH INPUT')
      .replace(/\$\{\{ steps\.judge\.outputs\.([\w-]+) \}\}/g, (_, name: string) => outputs().get(name) ?? '');
  let status: number | null = 0;
  let printed = '';
  for (const step of action.runs.steps) {
    if (step.if?.includes("outputs.json != ''") && !outputs().get('json')) continue;
    if (status !== 0 && !step.if?.includes('always()')) continue;
    const env = Object.fromEntries(Object.entries(step.env).map(([name, text]) => [name, fill(text)]));
    const ran = await run('bash', ['-euo', 'pipefail', '-c', step.run], {
      env: { ...secrets, ...env, GITHUB_ACTION_PATH: process.cwd(), GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary },
    });
    printed += ran.stdout + ran.stderr;
    status = ran.status === 0 ? status : ran.status;
  }
  return { status, printed, outputs: outputs(), summary: readFileSync(summary, 'utf8'), folder };
};
