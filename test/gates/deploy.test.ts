import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { gateInput } from '../../lib/gate/input.ts';
import { plimsollAsync } from './client.ts';
import { run, scratch } from './script.ts';

const yaml = (path: string): unknown => load(readFileSync(path, 'utf8'));

/** A stand-in for the service: answers as the environment that is asked for says. */
let server: Server;
let address = '';
const asked: { readonly url: string | undefined; readonly authorization: string | undefined; readonly body: unknown }[] = [];
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = JSON.parse(Buffer.concat(chunks).toString() || '{}');
    asked.push({ url: request.url, authorization: request.headers.authorization, body });
    const decision = body.environment ?? 'allow';
    if (decision === 'down') request.socket.destroy();
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({ decision, subjects: [{ subject: 'x', decision, reasons: [{ code: 'severity-threshold', message: 'because' }] }] }),
    );
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const at = server.address();
  address = `http://127.0.0.1:${typeof at === 'object' && at ? at.port : 0}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const cases = [
  ['allow', 0],
  ['warn', 0],
  ['deny', 1],
  ['unknown', 1],
  ['down', 1],
] as const;

describe('Argo CD', () => {
  const job = z
    .object({
      metadata: z.object({ name: z.string(), annotations: z.record(z.string(), z.string()) }),
      spec: z.object({ template: z.object({ spec: z.object({ containers: z.array(z.object({ args: z.array(z.string()) })) }) }) }),
    })
    .parse(yaml('infra/gates/argo/presync.yaml'));
  const args = job.spec.template.spec.containers[0]?.args ?? [];

  test('the hook runs before a sync under a name that stays', () => {
    expect(job.metadata.name).toMatch(/^[a-z-]+$/);
    expect(job.metadata.annotations).toEqual({
      'argocd.argoproj.io/hook': 'PreSync',
      'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
    });
  });

  test.each(cases)('%s ends the job with %d: what cannot be decided does not go', async (environment, status) => {
    const words = args.map((word) => word.replace('=production', `=${environment}`));
    const ran = await plimsollAsync(words, { PLIMSOLL_URL: address, PLIMSOLL_TOKEN: 'plim_test' });
    expect(ran.status).toBe(status);
    expect(asked.at(-1)).toMatchObject({
      authorization: 'Bearer plim_test',
      body: { subjects: [{ reference: 'registry.example.com/shop/web:1.4' }] },
    });
  });

  test.each([
    ['allow', 0],
    ['deny', 1],
    ['unknown', 3],
  ])('a service that is down ends as --on-error=%s says: %d', async (choice, status) => {
    const words = ['gate', '--environment=down', `--on-error=${choice}`, 'registry.example.com/shop/web:1.4'];
    const ran = await plimsollAsync(words, { PLIMSOLL_URL: address, PLIMSOLL_TOKEN: 'plim_test' });
    expect([ran.status, ran.stderr]).toEqual([status, expect.stringContaining('does not answer')]);
  });

  test('the job passes our own restricted policy', async () => {
    const { status, stdout } = await plimsollAsync(['check', 'infra/gates/argo/presync.yaml', '--policy', 'restricted'], {});
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^(ALLOW|[\s\S]*\n(ALLOW|WARN))/)]);
  });
});

describe('Argo Rollouts', () => {
  const { spec } = z
    .object({
      spec: z.object({
        args: z.array(z.object({ name: z.string() })),
        metrics: z.array(
          z.object({
            successCondition: z.string(),
            provider: z.object({
              web: z.object({
                method: z.literal('POST'),
                url: z.string(),
                jsonPath: z.string(),
                jsonBody: z.unknown(),
                headers: z.unknown(),
              }),
            }),
          }),
        ),
      }),
    })
    .parse(yaml('infra/gates/argo/analysis-template.yaml'));
  const [metric] = spec.metrics;

  test('it asks for what the gate takes, with arguments that it declares', () => {
    expect(gateInput.safeParse(metric?.provider.web.jsonBody).success).toBe(true);
    const used = [...JSON.stringify(spec.metrics).matchAll(/\{\{args\.(\w+)\}\}/g)].map(([, name]) => name);
    expect(new Set(used)).toEqual(new Set(spec.args.map(({ name }) => name)));
    expect(metric?.provider.web.url).toContain('/v1/gate?format=flat');
  });

  test.each([
    [true, true],
    [false, false],
  ])('with allowed %s the step succeeds: %s', (allowed, expected) => {
    const path = /^\{\$\.(\w+)\}$/.exec(metric?.provider.web.jsonPath ?? '')?.[1] ?? '';
    const result = new Map<string, unknown>(Object.entries({ allowed, decision: 'x' })).get(path);
    expect(metric?.successCondition).toBe('result == true');
    expect(result === true).toBe(expected);
  });
});

describe('Tekton', () => {
  const task = z
    .object({ spec: z.object({ steps: z.array(z.object({ script: z.string(), env: z.array(z.object({ name: z.string() })) })) }) })
    .parse(yaml('infra/gates/tekton/task.yaml'));
  const [step] = task.spec.steps;

  test.each([0, 1, 3])('the exit code %d is the result and the end of the task', async (code) => {
    const folder = scratch();
    writeFileSync(join(folder, 'plimsoll'), `#!/bin/sh\necho "$@"\nexit ${code}\n`, { mode: 0o755 });
    writeFileSync(join(folder, 'step.sh'), step?.script ?? '');
    const file = join(folder, 'result');
    const path = `${folder}:${process.env['PATH']}`;
    const env = { PATH: path, PLIMSOLL_ENVIRONMENT: 'production', PLIMSOLL_ON_ERROR: 'unknown', EXIT_CODE_FILE: file };
    const { status, stdout } = await run('bash', [join(folder, 'step.sh'), 'registry.example.com/a b:1'], { env });
    expect([status, readFileSync(file, 'utf8')]).toEqual([code, String(code)]);
    expect(stdout).toBe('gate --environment production --on-error unknown -- registry.example.com/a b:1\n');
    expect(step?.script).not.toContain('$(params');
  });
});
