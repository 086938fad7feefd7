import type { JudgedFinding, Verdict } from '../model/verdict.ts';
import { type FindingText, findingText } from './finding-text.ts';
import type { RenderContext, Report } from './report.ts';
import { toWire } from './wire.ts';

// A person reads a few findings; thousands are for programs, and indentation would be a third of their text.
const mostIndented = 200;
/** Parts over some 100 KB are no longer collected as cheaply as they are made. */
const findingsOfPart = 100;

/** Indented when it is short; a long one has a finding a line. */
function* parts(verdict: Verdict, { verdictId }: RenderContext): Generator<string> {
  const named = verdictId ? { id: verdictId } : {};
  if (verdict.findings.length <= mostIndented) {
    yield `${JSON.stringify({ ...named, ...toWire(verdict) }, null, 2)}\n`;
    return;
  }
  // The findings' place among the members is kept: text before and after the empty list.
  const frame = JSON.stringify({ ...named, ...toWire({ ...verdict, findings: [] }) });
  const split = frame.indexOf(emptyFindings) + emptyFindings.length - 1;
  yield frame.slice(0, split);
  const textOf = findingText();
  for (let start = 0; start < verdict.findings.length; start += findingsOfPart) {
    yield lines(verdict.findings.slice(start, start + findingsOfPart), textOf, start === 0);
  }
  yield `\n${frame.slice(split)}\n`;
}

// In JSON a quotation mark inside a text is escaped, and nothing before `findings` has a member of that name.
const emptyFindings = ',"findings":[]';

const lines = (findings: readonly JudgedFinding[], textOf: FindingText, isFirst: boolean): string => {
  let text = '';
  for (const finding of findings) text += `${isFirst && text === '' ? '' : ','}\n${textOf(finding)}`;
  return text;
};

export const json: Report = {
  name: 'json',
  mediaTypes: ['application/json'],
  extension: 'json',
  render: (verdict, context) => [...parts(verdict, context)].join(''),
  parts,
};
