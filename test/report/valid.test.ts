import { expect, test } from 'vitest';
import { github } from '../../lib/report/github.ts';
import { gitlab } from '../../lib/report/gitlab.ts';
import { gitlabCodeQuality } from '../../lib/report/gitlab-code-quality.ts';
import { junit } from '../../lib/report/junit.ts';
import { policyReport } from '../../lib/report/policy-report.ts';
import { sarif } from '../../lib/report/sarif.ts';
import { vex } from '../../lib/report/vex.ts';
import { clean, context, verdict } from './example.ts';
import { hostile, huge } from './hostile.ts';
import { junitProblems, policyReportProblems, published } from './published.ts';
import { codeQualitySchema, compile, cyclonedxSchema, gitlabSchema, policyReportSchema, problemsOf, sarifSchema } from './schema.ts';

const formats = [
  [sarif, published('sarif-2.1.0-rtm.5.json')],
  [sarif, compile(sarifSchema)],
  [github, published('sarif-2.1.0-rtm.5.json')],
  [github, compile(sarifSchema)],
  [gitlab, compile(gitlabSchema)],
  [gitlabCodeQuality, compile(codeQualitySchema)],
  [policyReport, compile(policyReportSchema)],
  [vex, cyclonedxSchema()],
] as const;
const verdicts = [
  ['an ordinary verdict', verdict],
  ['a clean one', clean],
  ['a hostile one', hostile],
  ['one with texts of a megabyte', huge],
] as const;

test.each(formats.flatMap(([report, validate]) => verdicts.map(([what, one]) => [report.name, what, report, validate, one] as const)))(
  '%s of %s fits its schema',
  (_name, _what, report, validate, one) => {
    expect(problemsOf(validate, JSON.parse(report.render(one, context)))).toEqual([]);
    expect(problemsOf(validate, JSON.parse(report.render(one, { toolVersion: '0.1.0' })))).toEqual([]);
  },
);

test.each(formats.map(([report, validate]) => [report.name, validate] as const))(
  'the schema of %s refuses another document',
  (_, validate) => {
    expect(problemsOf(validate, { findings: [] })).not.toEqual([]);
  },
);

test.each(verdicts)('PolicyReport of %s is what a cluster takes', (_what, one) => {
  expect(policyReportProblems(JSON.parse(policyReport.render(one, context)))).toEqual([]);
});

test('the cluster refuses a member that its schema does not name, and one of another kind', () => {
  const { items } = JSON.parse(policyReport.render(verdict, context));
  const wrong = [{ ...items[0], more: 1 }, { ...items[0], results: [{ policy: 'starter', severity: 'urgent', also: 1 }] }, { kind: 'Pod' }];
  expect(policyReportProblems({ items: wrong })).toEqual([
    expect.stringContaining('additional properties'),
    expect.stringMatching(/results\/0.*(?:additional|allowed values)/),
    expect.stringMatching(/results\/0.*(?:additional|allowed values)/),
    'no kind Pod',
  ]);
});

test.each(verdicts)('JUnit of %s is what Jenkins takes', (_what, one) => {
  expect(junitProblems(junit.render(one, context))).toEqual([]);
  expect(junitProblems(junit.render(one, { toolVersion: '0.1.0' }))).toEqual([]);
});

test('the schema of JUnit refuses another document', () => {
  expect(junitProblems('<testsuites><testsuite name="a"><testcase/></testsuite></testsuites>')).not.toEqual([]);
});
