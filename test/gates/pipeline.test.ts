import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { codeQualitySchema, compile, gitlabSchema, problemsOf } from '../report/schema.ts';
import { elementsOf } from '../report/xml.ts';
import { run, scratch } from './script.ts';

const root = process.cwd();
const yaml = (path: string): unknown => load(readFileSync(path, 'utf8'));

describe('GitLab', () => {
  const { plimsoll: job } = z
    .object({
      plimsoll: z.object({
        script: z.array(z.string()),
        variables: z.record(z.string(), z.string()),
        allow_failure: z.object({ exit_codes: z.array(z.int()) }),
        artifacts: z.object({
          when: z.literal('always'),
          reports: z.object({ container_scanning: z.string(), codequality: z.string(), junit: z.string() }),
        }),
      }),
    })
    .parse(yaml('infra/gates/gitlab/plimsoll.yml'));

  test('the job fails on a denial, and its reports are those that GitLab takes', async () => {
    const cwd = scratch();
    cpSync('examples/shop', join(cwd, 'shop'), { recursive: true });
    const env = { ...job.variables, PLIMSOLL_ROOT: root, PLIMSOLL_TARGETS: 'shop' };
    const { status } = await run('bash', ['-eo', 'pipefail', '-c', job.script.join('\n')], { env, cwd });
    expect(status).toBe(1);
    expect(job.allow_failure.exit_codes).toEqual([3]);
    const read = (name: string): unknown => JSON.parse(readFileSync(join(cwd, name), 'utf8'));
    const { container_scanning, codequality, junit } = job.artifacts.reports;
    expect(problemsOf(compile(gitlabSchema), read(container_scanning))).toEqual([]);
    expect(problemsOf(compile(codeQualitySchema), read(codequality))).toEqual([]);
    expect(read(codequality)).not.toEqual([]);
    expect(elementsOf(readFileSync(join(cwd, junit), 'utf8'))).toContain('failure');
  });

  test('targets are words, not patterns or commands', async () => {
    const cwd = scratch();
    const env = { ...job.variables, PLIMSOLL_ROOT: root, PLIMSOLL_TARGETS: '* $(touch mark)' };
    const { status } = await run('bash', ['-eo', 'pipefail', '-c', job.script.join('\n')], { env, cwd });
    expect(status).toBe(2);
    expect(existsSync(join(cwd, 'mark'))).toBe(false);
  });
});

describe('pre-commit', () => {
  const hooks = z
    .array(
      z.object({ id: z.string(), entry: z.string(), language: z.literal('script'), files: z.string(), require_serial: z.literal(true) }),
    )
    .parse(yaml('.pre-commit-hooks.yaml'));

  test.each([
    ['plimsoll-manifests', ['deploy/shop.yaml', 'apps/web/k8s/deployment.yml'], ['config.yaml', 'redeploy/x.yaml']],
    ['plimsoll-dockerfile', ['Dockerfile', 'web/Dockerfile.prod', 'Containerfile'], ['docs/Dockerfile-notes.md', 'MyDockerfile']],
  ])('%s takes the files that are its own', (id, own, others) => {
    const files = new RegExp(hooks.find((hook) => hook.id === id)?.files ?? '');
    expect(own.filter((path) => !files.test(path))).toEqual([]);
    expect(others.filter((path) => files.test(path))).toEqual([]);
  });

  test('the entry judges all files of a call together, from any folder', async () => {
    for (const { entry } of hooks) {
      const files = ['examples/shop/deployment.yaml', 'examples/shop/Dockerfile'].map((file) => resolve(file));
      expect((await run(resolve(entry), ['--quiet', ...files], { cwd: scratch() })).status).toBe(1);
      const fixed = ['examples/shop-fixed/deployment.yaml', 'examples/shop-fixed/Dockerfile'].map((file) => resolve(file));
      expect((await run(resolve(entry), ['--quiet', ...fixed], { cwd: scratch() })).status).toBe(0);
    }
  });
});

describe('Helm', () => {
  const script = resolve('infra/gates/helm/postrender.sh');
  const render = (input: string | Uint8Array, env = {}) => run(script, [], { input, env });

  test('what may go comes out as it came in, the verdict on standard error', async () => {
    const manifests = readFileSync('examples/shop-fixed/deployment.yaml', 'utf8');
    for (const input of [
      manifests,
      `# Source: chart\r\n${manifests.replaceAll('\n', '\r\n')}`,
      `---\n${manifests}\n---\n# only a comment\n`,
    ]) {
      const { status, stdout, stderr } = await render(input);
      expect(stderr).toMatch(/ALLOW|WARN/);
      expect([status, stdout]).toEqual([0, input]);
    }
  });

  test('what may not go does not come out', async () => {
    const { status, stdout, stderr } = await render(readFileSync('examples/shop/deployment.yaml', 'utf8'));
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('DENY');
  });

  test('either every byte comes out or none', { timeout: 60_000 }, async () => {
    const manifest = fc
      .string({ unit: 'binary', maxLength: 40 })
      .map((word) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\ndata:\n  a: ${JSON.stringify(word)}\n`);
    await fc.assert(
      fc.asyncProperty(manifest, async (text) => {
        const { status, stdout } = await render(text);
        expect(stdout).toBe(status === 0 ? text : '');
      }),
      { numRuns: 4 },
    );
  });

  test('Helm 4 finds the plugin', () => {
    expect(yaml('infra/gates/helm/plugin.yaml')).toMatchObject({
      apiVersion: 'v1',
      type: 'postrenderer/v1',
      runtime: 'subprocess',
      runtimeConfig: { platformCommand: [{ command: expect.stringMatching(/^\$\{HELM_PLUGIN_DIR\}\/postrender\.sh$/) }] },
    });
  });
});

describe('Terraform', () => {
  const ask = (query: unknown) =>
    run(process.execPath, ['infra/gates/terraform/external.mjs'], { input: typeof query === 'string' ? query : JSON.stringify(query) });

  test('a denial is an answer of strings', async () => {
    const { status, stdout } = await ask({ targets: 'examples/shop' });
    expect(status).toBe(0);
    const answer = JSON.parse(stdout);
    expect(answer).toMatchObject({ decision: 'deny', allowed: 'false', denied_findings: expect.stringMatching(/^[1-9]\d*$/) });
    expect(Object.values(answer).every((value) => typeof value === 'string')).toBe(true);
    expect(JSON.parse((await ask({ targets: 'examples/shop-fixed', policy: 'starter' })).stdout)).toMatchObject({ allowed: 'true' });
  });

  test.each([
    ['allow', 'true'],
    ['deny', 'false'],
  ])('when a service is down, on_error %s answers allowed %s', async (choice, allowed) => {
    const query = { targets: 'examples/shop-fixed', server: 'http://127.0.0.1:9', on_error: choice };
    const answer = JSON.parse((await ask(query)).stdout);
    expect(answer).toMatchObject({ decision: 'unknown', allowed, message: expect.stringContaining('does not answer') });
    expect(Object.values(answer).every((value) => typeof value === 'string')).toBe(true);
  });

  test.each([
    ['no JSON', '{'],
    ['a service that is down, and nobody said what then', { targets: 'examples/shop-fixed', server: 'http://127.0.0.1:9' }],
    ['no targets', {}],
    ['a number', { targets: 3 }],
    ['an unknown member', { targets: 'examples/shop', image: 'x' }],
    ['no such file', { targets: 'no/such.yaml' }],
    ['an option as target', { targets: '--help' }],
  ])('%s is an error', async (_, query) => {
    const { status, stdout, stderr } = await ask(query);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^plimsoll: /);
  });
});

test('words reach the command as they are', async () => {
  const cwd = scratch();
  const cli = join(cwd, 'given.mjs');
  writeFileSync(cli, 'console.log(process.argv.slice(2).join("|"))');
  const { stdout } = await run('bash', [resolve('infra/gates/plimsoll.sh'), 'check', 'a b', '*'], { env: { PLIMSOLL_CLI: cli }, cwd });
  expect(stdout).toBe('check|a b|*\n');
});
