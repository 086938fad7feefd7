import { platformText, type Subject } from '../model/subject.ts';
import type { JudgedFinding, Verdict } from '../model/verdict.ts';
import type { RenderContext, Report } from './report.ts';
import { checkOf, outcomeOf, placeOf, titleOf, worstFirst } from './summary.ts';
import { element, escapeXml } from './xml.ts';

type Kind = 'passed' | 'failed' | 'error' | 'skipped';
type Case = { readonly kind: Kind; readonly classname: string; readonly name: string; readonly content: readonly string[] };

/**
 * A suite for each subject with a case for each finding, and one for the policy with the rules that found nothing: no tool shows "no tests".
 * Only what denies fails; warnings pass and say so, waived findings are skipped, what could not be read is an error.
 */
export const junit: Report = {
  name: 'junit',
  mediaTypes: ['application/junit+xml', 'application/xml', 'text/xml'],
  extension: 'xml',
  uses: ['checked', 'rules'],
  render: (verdict, context) => {
    const suites = [
      ...verdict.subjects.map((subject, index) => suite(verdict, subjectName(subject), subjectCases(verdict, context, index))),
      suite(verdict, `policy ${verdict.policy.name}`, policyCases(verdict, context.checked ?? [])),
    ];
    // No `skipped` here, which only suites have. Source: junit-10.xsd of Jenkins' xUnit plugin.
    const { skipped: _, ...totals } = counts(suites.flatMap(({ cases }) => cases));
    const root = element('testsuites', { name: 'plimsoll', ...totals, time: 0 }, [...suites.map(({ markup }) => `\n  ${markup}`), '\n']);
    return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
  },
};

const subjectName = (subject: Subject): string =>
  subject.kind === 'image' ? `${subject.ref} (${platformText(subject.platform)})` : subject.ref;

const suite = (verdict: Verdict, name: string, cases: readonly Case[]): { readonly markup: string; readonly cases: readonly Case[] } => {
  const properties = Object.entries({ decision: verdict.decision, policy: verdict.policy.name, policyDigest: verdict.policy.digest });
  const markup = element('testsuite', { name, ...counts(cases), time: 0, timestamp: verdict.evaluatedAt.replace(/(\.\d+)?Z$/, '') }, [
    `\n    ${element(
      'properties',
      {},
      properties.map(([key, value]) => element('property', { name: key, value })),
    )}`,
    ...numbered(cases).map(
      ({ classname, name: title, content }) => `\n    ${element('testcase', { classname, name: title, time: 0 }, content)}`,
    ),
    '\n  ',
  ]);
  return { markup, cases };
};

const counts = (cases: readonly Case[]) => ({
  tests: cases.length,
  failures: cases.filter(({ kind }) => kind === 'failed').length,
  errors: cases.filter(({ kind }) => kind === 'error').length,
  skipped: cases.filter(({ kind }) => kind === 'skipped').length,
});

const subjectCases = (verdict: Verdict, context: RenderContext, index: number): readonly Case[] => [
  ...worstFirst(verdict.findings.filter(({ subject }) => subject === index)).map((finding) => findingCase(verdict, context, finding)),
  ...verdict.errors
    .filter(({ subject }) => subject === index)
    .map(({ code, message, file, line, column }) =>
      testCase('error', [file, line, column].filter((part) => part !== undefined).join(':') || code, code, [
        element('error', { message, type: code }, [escapeXml(message)]),
      ]),
    ),
  ...verdict.notEvaluated
    .filter(({ subject }) => subject === index)
    .map(({ rule, object, container, reason }) =>
      testCase('skipped', [object, container].filter(Boolean).join(' ') || rule, rule, [skippedElement(`not evaluated: ${reason}`)]),
    ),
];

const findingCase = (verdict: Verdict, context: RenderContext, finding: JudgedFinding): Case => {
  const group = finding.package
    ? `${finding.package.name}-${finding.package.version}`
    : [finding.object, finding.container].filter(Boolean).join(' ') || placeOf(verdict, finding);
  const title = titleOf(finding, context);
  const name = `[${finding.severity.toUpperCase()}] ${title.startsWith(checkOf(finding)) ? title : `${checkOf(finding)}: ${title}`}`;
  const text = [finding.message, `Place: ${placeOf(verdict, finding)}`, finding.remediation && `Fix: ${finding.remediation}`];
  const body = text.filter(Boolean).map((line) => escapeXml(line));
  switch (outcomeOf(finding)) {
    case 'deny':
      return testCase('failed', group, name, [element('failure', { message: finding.message, type: checkOf(finding) }, [body.join('\n')])]);
    case 'waived':
      return testCase('skipped', group, name, [
        skippedElement(`waiver ${finding.waiver?.id}: ${finding.waiver?.reason} (${finding.waiver?.author})`),
      ]);
    case 'warn':
      return testCase('passed', group, name, [element('system-out', {}, [['Warning:', ...body].join('\n')])]);
    case 'note':
      return testCase('passed', group, name, [element('system-out', {}, [['Noted:', ...body].join('\n')])]);
  }
};

const policyCases = (verdict: Verdict, checked: readonly string[]): readonly Case[] => {
  const found = new Set(verdict.findings.map(({ rule }) => rule));
  const passed = checked.filter((rule) => !found.has(rule)).map((rule) => testCase('passed', 'rule', rule, []));
  const decided = testCase('passed', 'decision', verdict.decision, [
    element('system-out', {}, [escapeXml(verdict.reasons.map(({ code, message }) => `${message} (${code})`).join('; '))]),
  ]);
  return [decided, ...passed];
};

// GitLab shows what is in the element, Jenkins its attribute. Source: gitlab-org/gitlab, lib/gitlab/ci/parsers/test/junit.rb.
const skippedElement = (message: string): string => element('skipped', { message }, [escapeXml(message)]);

const testCase = (kind: Kind, classname: string, name: string, content: readonly string[]): Case => ({
  kind,
  classname: classname || 'plimsoll',
  name: name || 'unnamed',
  content,
});

/** GitLab takes cases of one suite, class and name for one and shows the last. Source: gitlab-org/gitlab, lib/gitlab/ci/reports/test_case.rb, `key`. */
const numbered = (cases: readonly Case[]): readonly Case[] => {
  const seen = new Map<string, number>();
  return cases.map((one) => {
    const key = JSON.stringify([one.classname, one.name]);
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return count === 1 ? one : { ...one, name: `${one.name} (${count})` };
  });
};
