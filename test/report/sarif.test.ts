import { expect, test } from 'vitest';
import { anchorOf } from '../../lib/report/anchor.ts';
import { github } from '../../lib/report/github.ts';
import { sarif } from '../../lib/report/sarif.ts';
import { rules } from '../../lib/rule/table.ts';
import { context, finding, sources, verdict } from './example.ts';

const run = (one = verdict, more = context) => JSON.parse(sarif.render(one, more)).runs[0];

test('a fingerprint stays when lines move and differs between findings', () => {
  const moved = {
    ...verdict,
    findings: verdict.findings.map((one) => ({ ...one, location: { kind: 'source', file: 'other.yaml', line: 99, column: 3 } as const })),
  };
  const prints = (one: typeof verdict): string[] =>
    run(one).results.map(
      (result: { partialFingerprints: { primaryLocationLineHash: string } }) => result.partialFingerprints.primaryLocationLineHash,
    );
  expect(prints(moved)).toEqual(prints(verdict));
  expect(new Set(prints(verdict)).size).toBe(verdict.findings.length);
  const twice = { ...verdict, findings: [finding({}), finding({})] };
  expect(prints(twice).map((print) => print.split(':')[1])).toEqual(['1', '2']);
});

test('a finding in an image points at the line that brings it in, and its flow leads to the layer', () => {
  const [, , , setuid, openssl] = verdict.findings;
  expect(openssl && anchorOf(verdict, openssl, context)).toMatchObject({ file: 'Dockerfile', line: 4, isExact: false });
  expect(setuid && anchorOf(verdict, setuid, context)).toMatchObject({ file: 'Dockerfile', line: 3, isExact: false });
  const manifestOnly = { ...context, sources: sources.slice(0, 1) };
  expect(setuid && anchorOf(verdict, setuid, manifestOnly)).toMatchObject({ file: 'deploy.yaml', line: 11, isExact: false });
  expect(setuid && anchorOf(verdict, setuid, { toolVersion: '0.1.0' })).toBeUndefined();
  const result = run().results.find(({ ruleId }: { ruleId: string }) => ruleId === 'CVE-2026-1111');
  const steps = result.codeFlows[0].threadFlows[0].locations.map(
    ({ location }: { location: { message: { text: string } } }) => location.message.text,
  );
  expect(steps).toEqual([
    'image registry.example.com/api:1.4 (linux/amd64)',
    expect.stringMatching(/^layer 2 of 3 sha256:[0-9a-f]{64}: RUN apt-get update$/),
    '/var/lib/dpkg/status',
  ]);
});

test('a built-in rule brings its own words', () => {
  const [rule] = rules;
  const [descriptor] = run({ ...verdict, findings: [finding({ rule: rule?.id ?? '' })] }).tool.driver.rules;
  expect(descriptor).toMatchObject({ id: rule?.id, shortDescription: { text: rule?.title }, help: { text: rule?.remediation } });
});

test.each([
  ['critical', '9.5', 'error'],
  ['high', '8.0', 'error'],
  ['medium', '5.5', 'warning'],
  ['low', '2.0', 'note'],
  ['info', undefined, 'note'],
  ['unknown', undefined, 'note'],
] as const)('%s is %s for GitHub', (severity, score, level) => {
  const [descriptor] = run({ ...verdict, findings: [finding({ severity })] }).tool.driver.rules;
  expect(descriptor.properties['security-severity']).toBe(score);
  expect(descriptor.defaultConfiguration.level).toBe(level);
});

test('over 25,000 results the lightest are left out, and it says so', () => {
  const many = { ...verdict, findings: Array.from({ length: 25_002 }, () => finding({ severity: 'low', effect: 'none' })) };
  many.findings[25_001] = finding({ rule: 'worst', severity: 'critical' });
  const { results, invocations } = run(many);
  expect(results).toHaveLength(25_000);
  expect(results[0].ruleId).toBe('worst');
  expect(JSON.stringify(invocations)).toContain('2 of the lightest findings are left out');
});

test('a safe patch of a text becomes a fix', () => {
  const patch = { kind: 'text', safe: true, file: './Dockerfile', edits: [{ start: 3, end: 5, text: 'x' }] } as const;
  const [result] = run({ ...verdict, findings: [finding({ patch })] }).results;
  expect(result.fixes[0].artifactChanges).toEqual([
    {
      artifactLocation: { uri: 'Dockerfile' },
      replacements: [{ deletedRegion: { charOffset: 3, charLength: 2 }, insertedContent: { text: 'x' } }],
    },
  ]);
  expect(run({ ...verdict, findings: [finding({ patch: { ...patch, safe: false } })] }).results[0].fixes).toBeUndefined();
});

test.each([
  ['deploy.yaml', 'deploy.yaml'],
  ['./k8s/a b.yaml', 'k8s/a%20b.yaml'],
  ['/etc/x.yaml', 'etc/x.yaml'],
  ['k8s\\win.yaml', 'k8s/win.yaml'],
  ['c:evil?#.yaml', 'c%3Aevil%3F%23.yaml'],
])('the file %s is the relative address %s', (file, uri) => {
  const location = { kind: 'source', file, line: 1, column: 1 } as const;
  expect(run({ ...verdict, findings: [finding({ location })] }).results[0].locations[0].physicalLocation.artifactLocation.uri).toBe(uri);
});

test('what is waived opens no alert, and GitHub is told how many there are', () => {
  const [{ results, invocations }] = JSON.parse(github.render(verdict, context)).runs;
  const waived = verdict.findings.filter(({ waiver }) => waiver).length;
  expect(waived).toBeGreaterThan(0);
  expect(results).toHaveLength(verdict.findings.length - waived);
  expect(results.some((result: object) => 'suppressions' in result)).toBe(false);
  expect(invocations[0].toolExecutionNotifications).toContainEqual({ level: 'note', message: { text: `${waived} waived and not listed` } });
});
