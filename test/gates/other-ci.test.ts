import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { elementsOf } from '../report/xml.ts';
import { run, scratch } from './script.ts';

const yaml = (path: string): unknown => load(readFileSync(path, 'utf8'));
const strings = z.record(z.string(), z.string());

const azure = () => {
  const { parameters, steps } = z
    .object({
      parameters: z.array(z.object({ name: z.string(), type: z.literal('string'), default: z.string() })),
      steps: z.array(z.looseObject({ bash: z.string().optional(), env: strings.optional(), condition: z.string().optional() })),
    })
    .parse(yaml('infra/gates/azure/plimsoll.yml'));
  const [judge, ...publish] = steps;
  const values = new Map(parameters.map(({ name, default: value }) => [name, value]));
  // A secret of the pipeline is named, and its value never in the file.
  const { PLIMSOLL_TOKEN: token, ...given } = judge?.env ?? {};
  expect(token).toBe('$(PLIMSOLL_TOKEN)');
  const filled = Object.entries(given).map(([name, text]): [string, string] => {
    const [, parameter = ''] = /^\$\{\{ parameters\.(\w+) \}\}$/.exec(text) ?? [];
    expect(values.has(parameter)).toBe(true);
    return [name, values.get(parameter) ?? ''];
  });
  const condition = "and(succeededOrFailed(), eq(variables.plimsollReports, 'true'))";
  expect(publish.map((step) => step.condition)).toEqual([condition, condition]);
  return { script: judge?.bash ?? '', env: Object.fromEntries(filled), junit: 'plimsoll-junit.xml', undecided: 0 };
};

const jenkins = () => {
  const text = readFileSync('infra/gates/jenkins/Jenkinsfile', 'utf8');
  const [, script = ''] = /script: '''([\s\S]*?)'''/.exec(text) ?? [];
  const env = Object.fromEntries([...text.matchAll(/^ {4}(PLIMSOLL_\w+) = '([^']*)'$/gm)].map(([, name, value]) => [name, value]));
  expect(text).toContain("testResults: 'plimsoll-junit.xml'");
  // Groovy reads a backslash at a line's end in ''' as a continuation, as the shell does.
  return { script, env, junit: 'plimsoll-junit.xml', undecided: 3 };
};

const circle = () => {
  const { jobs } = z
    .object({
      jobs: z.object({
        plimsoll: z.object({ environment: strings, steps: z.array(z.union([z.string(), z.record(z.string(), strings)])) }),
      }),
    })
    .parse(yaml('infra/gates/circleci/config.yml'));
  const steps = jobs.plimsoll.steps.filter((step) => typeof step !== 'string');
  expect(steps.map((step) => Object.keys(step)[0])).toEqual(['run', 'store_test_results', 'store_artifacts']);
  return {
    script: steps[0]?.['run']?.['command'] ?? '',
    env: jobs.plimsoll.environment,
    junit: 'plimsoll-reports/plimsoll.xml',
    undecided: 3,
  };
};

const closedPort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === 'object' && address ? address.port : 0;
};

describe.each([
  ['Azure Pipelines', azure, ['bash', '-c']],
  ['Jenkins', jenkins, ['sh', '-xec']],
  ['CircleCI', circle, ['bash', '-eo', 'pipefail', '-c']],
] as const)('%s', (_name, read, [shell, ...flags]) => {
  const { script, env, junit, undecided } = read();
  const judge = (cwd: string, more: NodeJS.ProcessEnv) =>
    run(shell, [...flags, script], { cwd, env: { ...env, PLIMSOLL_ROOT: process.cwd(), ...more } });

  test('fails on a denial and leaves its reports; what may go passes', async () => {
    const cwd = scratch();
    for (const name of ['shop', 'shop-fixed']) cpSync(`examples/${name}`, join(cwd, name), { recursive: true });
    expect((await judge(cwd, { PLIMSOLL_TARGETS: 'shop' })).status).toBe(1);
    expect(elementsOf(readFileSync(join(cwd, junit), 'utf8'))).toContain('failure');
    expect((await judge(cwd, { PLIMSOLL_TARGETS: 'shop-fixed' })).status).toBe(0);
    expect(elementsOf(readFileSync(join(cwd, junit), 'utf8'))).not.toContain('failure');
  });

  test('what nobody could decide does not look like a denial', async () => {
    // A registry where nobody listens.
    const registry = `127.0.0.1:${await closedPort()}`;
    const env = {
      PLIMSOLL_TARGETS: `${registry}/web:1`,
      PLIMSOLL_REGISTRIES: JSON.stringify({ [registry]: { insecure: true, internal: true } }),
    };
    const { status, stdout } = await judge(scratch(), env);
    expect(status).toBe(undecided);
    if (undecided === 0) expect(stdout).toContain('##vso[task.complete result=SucceededWithIssues;]');
  });

  test('a service that is down is said to be, and leaves no reports of another build', async () => {
    const cwd = scratch();
    cpSync('examples/shop-fixed', join(cwd, 'shop-fixed'), { recursive: true });
    expect((await judge(cwd, { PLIMSOLL_TARGETS: 'shop-fixed' })).status).toBe(0);
    const server = `http://127.0.0.1:${await closedPort()}`;
    const down = await judge(cwd, { PLIMSOLL_TARGETS: 'shop-fixed', PLIMSOLL_SERVER: server, PLIMSOLL_TOKEN: 'plim_test' });
    expect(down.status).toBe(undecided);
    expect(down.stdout + down.stderr).toContain(`${server} does not answer (connection refused)`);
    expect(down.stdout).not.toContain('plimsollReports');
    if (shell === 'sh') expect(existsSync(join(cwd, junit))).toBe(false);
  });

  test('a policy is named when one is given, and an environment', async () => {
    const cwd = scratch();
    cpSync('examples/shop-fixed', join(cwd, 'shop-fixed'), { recursive: true });
    const unknown = await judge(cwd, { PLIMSOLL_TARGETS: 'shop-fixed', PLIMSOLL_POLICY: 'no-such-policy' });
    expect([unknown.status, unknown.stdout + unknown.stderr]).toEqual([2, expect.stringContaining('no-such-policy: neither a built-in')]);
    expect((await judge(cwd, { PLIMSOLL_TARGETS: 'shop-fixed', PLIMSOLL_ENVIRONMENT: 'production' })).status).toBe(0);
    for (const name of ['PLIMSOLL_POLICY', 'PLIMSOLL_ENVIRONMENT']) expect(env).toHaveProperty(name, '');
  });

  test('targets are words, not patterns or commands', async () => {
    const cwd = scratch();
    expect((await judge(cwd, { PLIMSOLL_TARGETS: '* $(touch mark)' })).status).toBe(2);
    expect(existsSync(join(cwd, 'mark'))).toBe(false);
  });
});

test('a name in what is judged gives the agent of Azure no command', async () => {
  const { script, env } = azure();
  const cwd = scratch();
  mkdirSync(join(cwd, 'x'));
  const name = '##vso[task.setvariable variable=a]b';
  writeFileSync(
    join(cwd, 'x', 'pod.yaml'),
    `apiVersion: v1\nkind: Pod\nmetadata: { name: ${JSON.stringify(name)} }\nspec: { containers: [{ name: ${JSON.stringify(name)}, image: a, securityContext: { privileged: true } }] }\n`,
  );
  const { stdout, stderr } = await run('bash', ['-c', script], {
    cwd,
    env: { ...env, PLIMSOLL_ROOT: process.cwd(), PLIMSOLL_TARGETS: 'x' },
  });
  expect(stdout).toContain('# #vso[task.setvariable');
  expect((stdout + stderr).replace('##vso[task.setvariable variable=plimsollReports]true', '')).not.toContain('##vso');
});
