import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { manifestText } from '../../bench/manifests.ts';
import { record } from '../adapters/advisories/folder.ts';
import { plimsoll } from '../cli/bundle.ts';
import { junitProblems, policyReportProblems, published } from './published.ts';
import { codeQualitySchema, compile, cyclonedxSchema, gitlabSchema, problemsOf, sarifSchema } from './schema.ts';

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-real-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const judged = z.object({
  decision: z.literal('deny'),
  findings: z.array(
    z.looseObject({ location: z.looseObject({}), effect: z.string(), vulnerability: z.unknown().optional(), waiver: z.unknown() }),
  ),
  errors: z.array(z.unknown()).min(1),
});

const waived = `apiVersion: v1
kind: Pod
metadata:
  name: debug
  annotations: { waive.plimsoll.dev/privileged: for a day }
spec: { containers: [{ name: debug, image: busybox, securityContext: { privileged: true } }] }
`;
const advisories = [
  record('GHSA-aaaa-bbbb-cccc', 'ms', '2.0.1', { aliases: ['CVE-2026-0001'] }),
  record('CVE-2026-0002', 'zlib', '1.3.2-r0', {}, 'Alpine:v3.20'),
  record('ALPINE-CVE-2026-0003', 'musl', '1.2.6-r0', { aliases: ['CVE-2026-0003'] }, 'Alpine:v3.20'),
];

const formats = ['sarif', 'github', 'junit', 'gitlab', 'gitlab-code-quality', 'policyreport', 'vex'] as const;
const report = (name: string): string => readFileSync(join(folder, `.${name}`), 'utf8');

let verdict: z.infer<typeof judged>;
beforeAll(async () => {
  mkdirSync(join(folder, '.osv'));
  writeFileSync(join(folder, 'objects.yaml'), manifestText(120));
  writeFileSync(join(folder, 'waived.yaml'), waived);
  writeFileSync(join(folder, 'broken.yaml'), 'apiVersion: v1\nkind: Pod\n\tmetadata: x\n');
  const targets = [folder, 'examples/storefront/deploy', 'examples/storefront/Dockerfile', 'examples/image'];
  const reports = formats.flatMap((name) => ['--report', `${name}=${join(folder, `.${name}`)}`]);
  const env = { PLIMSOLL_ADVISORIES: join(folder, '.advisories') };
  const sources = advisories.map((one) => {
    writeFileSync(join(folder, '.osv', `${one.id}.json`), JSON.stringify(one));
    return join(folder, '.osv', `${one.id}.json`);
  });
  await plimsoll(['advisories', 'import', ...sources], { env });
  const { stdout, stderr } = await plimsoll(['check', ...targets, '--rules', 'all', '--format', 'json', ...reports], { env });
  if (stdout === '') throw new Error(stderr);
  verdict = judged.parse(JSON.parse(stdout));
}, 120_000);

test('the change is large and has findings of every kind', () => {
  const kinds = new Set(
    verdict.findings.map(({ location, vulnerability }) => `${Object.keys(location)}${vulnerability ? ' vulnerable' : ''}`),
  );
  expect(kinds).toEqual(new Set(['file,line,column,pointer', 'file,line,column', 'pointer', 'layer,path', 'layer,path vulnerable']));
  expect(new Set(verdict.findings.map(({ effect }) => effect))).toEqual(new Set(['deny', 'warn', 'none']));
  expect(verdict.findings.some(({ waiver }) => waiver)).toBe(true);
  expect(verdict.findings.length).toBeGreaterThan(1_500);
});

test.each([
  ['sarif', published('sarif-2.1.0-rtm.5.json')],
  ['sarif', compile(sarifSchema)],
  ['github', published('sarif-2.1.0-rtm.5.json')],
  ['github', compile(sarifSchema)],
  ['gitlab', compile(gitlabSchema)],
  ['gitlab-code-quality', compile(codeQualitySchema)],
  ['vex', cyclonedxSchema()],
] as const)('its %s fits its schema', (name, validate) => {
  expect(problemsOf(validate, JSON.parse(report(name))).slice(0, 10)).toEqual([]);
});

test('its JUnit and its PolicyReports do too', () => {
  expect(junitProblems(report('junit')).slice(0, 10)).toEqual([]);
  expect(policyReportProblems(JSON.parse(report('policyreport'))).slice(0, 10)).toEqual([]);
});
