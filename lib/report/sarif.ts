import { digestOf } from '../model/digest.ts';
import type { JsonObject } from '../model/json.ts';
import type { JudgedFinding, Verdict } from '../model/verdict.ts';
import type { RenderContext, Report } from './report.ts';
import { sarifResult } from './sarif-result.ts';
import { sarifRules } from './sarif-rule.ts';
import { worstFirst } from './summary.ts';
import { unheardLines } from './unheard-vex.ts';
import { visible } from './visible.ts';

// Source: GitHub docs, "SARIF support for code scanning", limits: more than 25,000 results and the file is refused; the 5,000 worst are kept.
const maxResults = 25_000;
const mostNotes = 100;

/** SARIF 2.1.0 as GitHub's code scanning takes it: stable fingerprints, no empty strings, every result at a place in the repository. */
export const sarif: Report = {
  name: 'sarif',
  mediaTypes: ['application/sarif+json'],
  extension: 'sarif',
  uses: ['sources', 'layers', 'rules'],
  render: (verdict, context) => [...sarifParts(verdict, context, [])].join(''),
  parts: (verdict, context) => sarifParts(verdict, context, []),
};

/** Parts over some 100 KB are no longer collected as cheaply as they are made. */
const resultsOfPart = 50;

/** `notes` say what the reader will not find in it. */
export function* sarifParts(verdict: Verdict, context: RenderContext, notes: readonly string[]): Generator<string> {
  const findings = worstFirst(verdict.findings).slice(0, maxResults);
  const rules = sarifRules(findings, context);
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Plimsoll', semanticVersion: context.toolVersion, rules: rules.list } },
        automationDetails: { id: automationId(verdict) },
        columnKind: 'utf16CodeUnits',
        invocations: [invocation(verdict, notes)],
        results: [],
        properties: runProperties(verdict, context),
      },
    ],
  };
  const frame = `${JSON.stringify(log, null, 2)}\n`;
  const split = frame.indexOf(noResults) + noResults.length - 1;
  yield frame.slice(0, split);
  let text = '';
  let count = 0;
  for (const { finding, occurrence } of withOccurrences(findings)) {
    const result = sarifResult(verdict, context, { finding, occurrence, ruleIndex: rules.indexOf(finding) });
    text += `${count === 0 ? '' : ','}${resultLine}${JSON.stringify(result, null, 2).replaceAll('\n', resultLine)}`;
    count += 1;
    if (count % resultsOfPart > 0) continue;
    yield text;
    text = '';
  }
  yield `${text}${count === 0 ? '' : '\n      '}${frame.slice(split)}`;
}

// In JSON a quotation mark inside a text is escaped: nothing before it reads like the empty list.
const noResults = '"results": []';
const resultLine = '\n        ';

// The category (up to the last slash) must differ between runs of one workflow and stay the same from run to run: policy and what was judged, without tag.
const automationId = (verdict: Verdict): string => {
  const names = verdict.subjects.map((subject) => (subject.kind === 'image' ? subject.repository : subject.ref));
  return `plimsoll/${visible(verdict.policy.name)}/${digestOf(names).slice(7, 15)}/`;
};

const invocation = (verdict: Verdict, notes: readonly string[]): JsonObject => ({
  executionSuccessful: verdict.errors.length === 0,
  endTimeUtc: verdict.evaluatedAt,
  toolExecutionNotifications: [
    ...verdict.errors.map(({ code, message }) => ({ level: 'error', message: { text: `${message} (${code})` } })),
    ...verdict.notEvaluated.map(({ rule, reason }) => ({ level: 'warning', message: { text: `${rule} was not evaluated: ${reason}` } })),
    ...unheardLines(verdict)
      .slice(0, mostNotes)
      .map((line) => ({ level: 'note', message: { text: visible(line) } })),
    ...(verdict.findings.length > maxResults
      ? [{ level: 'warning', message: { text: `${verdict.findings.length - maxResults} of the lightest findings are left out` } }]
      : []),
    ...notes.map((text) => ({ level: 'note', message: { text } })),
  ],
});

const runProperties = (verdict: Verdict, { verdictId, link }: RenderContext): JsonObject => ({
  decision: verdict.decision,
  policy: verdict.policy.name,
  policyDigest: verdict.policy.digest,
  ...(verdictId && { verdictId }),
  ...(link && { link }),
});

type Occurrence = { readonly finding: JudgedFinding; readonly occurrence: number };

// Equal fingerprints would be shown as one alert.
const withOccurrences = (findings: readonly JudgedFinding[]): readonly Occurrence[] => {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const occurrence = (seen.get(finding.fingerprint) ?? 0) + 1;
    seen.set(finding.fingerprint, occurrence);
    return { finding, occurrence };
  });
};
