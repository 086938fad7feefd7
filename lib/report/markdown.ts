import type { JudgedFinding, Verdict } from '../model/verdict.ts';
import { anchorOf } from './anchor.ts';
import type { RenderContext, Report } from './report.ts';
import { checkOf, countSeverities, type Outcome, outcomeOf, outcomeText, placeOf, worstFirst } from './summary.ts';
import { unheardCount, unheardLines } from './unheard-vex.ts';
import { visible } from './visible.ts';

// Source: GitHub refuses comments over 65,536 characters.
const longest = 60_000;

const decisionMark = { allow: '✅', warn: '⚠️', unknown: '❓', deny: '❌' } as const;
const outcomeMark: { readonly [outcome in Outcome]: string } = { deny: '❌ deny', warn: '⚠️ warn', note: 'note', waived: 'waived' };

/** For a comment on a pull request or a job summary: what decided first, the rest folded away. */
export const markdown: Report = {
  name: 'markdown',
  mediaTypes: ['text/markdown'],
  extension: 'md',
  render: (verdict, context) => {
    const head = [
      `## ${decisionMark[verdict.decision]} Plimsoll: ${verdict.decision}`,
      `${outcomeText(verdict.findings)} by policy ${code(verdict.policy.name)}, ${severityText(verdict)}.`,
      ...verdict.reasons.map(({ code: reason, message }) => `- ${plain(message)} (${code(reason)})`),
    ];
    const foot = [
      ...notJudged(verdict),
      ...folded(
        'Attached VEX without effect',
        unheardCount(verdict),
        unheardLines(verdict).map((line) => `- ${plain(line)}`),
      ),
      ...(context.link ? [`[Verdict${context.verdictId ? ` ${plain(context.verdictId)}` : ''}](<${encodeURI(context.link)}>)`] : []),
    ];
    const findings = worstFirst(verdict.findings);
    const deciding = findings.filter((finding) => ['deny', 'warn'].includes(outcomeOf(finding)));
    const others = findings.filter((finding) => !deciding.includes(finding));
    const room = longest - [...head, ...foot].join('\n\n').length;
    const shown = table(verdict, context, deciding, room);
    const rest = table(verdict, context, others, room - shown.length - 100);
    return `${[
      head[0],
      head.slice(1).join('\n'),
      shown,
      rest && `<details><summary>Noted and waived: ${others.length}</summary>\n\n${rest}\n\n</details>`,
      ...foot,
    ]
      .filter(Boolean)
      .join('\n\n')}\n`;
  },
};

const severityText = (verdict: Verdict): string =>
  countSeverities(verdict.findings)
    .map(({ severity, count }) => `${count} ${severity}`)
    .join(', ') || 'nothing found';

const table = (verdict: Verdict, context: RenderContext, findings: readonly JudgedFinding[], room: number): string => {
  if (findings.length === 0) return '';
  const lines = ['| | Severity | Check | Where | What and how to mend it |', '|---|---|---|---|---|'];
  let length = lines.join('\n').length;
  for (const [index, finding] of findings.entries()) {
    const line = row(verdict, context, finding);
    length += line.length + 1;
    if (length > room) return [...lines, '', `${findings.length - index} more are left out.`].join('\n');
    lines.push(line);
  }
  return lines.join('\n');
};

const row = (verdict: Verdict, context: RenderContext, finding: JudgedFinding): string => {
  const anchor = anchorOf(verdict, finding, context);
  const place = [
    code(placeOf(verdict, finding)),
    ...(anchor && !anchor.isExact ? [`from ${code(`${anchor.file}:${anchor.line}`)}`] : []),
    ...(finding.object ? [code([finding.object, finding.container].filter(Boolean).join(' '))] : []),
  ];
  const bought = finding.package
    ? [
        `${code(`${finding.package.name} ${finding.package.version}`)} → ${finding.package.fixedIn ? code(finding.package.fixedIn) : 'no fix yet'}`,
      ]
    : [];
  const what = [
    plain(finding.message),
    ...bought,
    ...(finding.remediation ? [`_${plain(finding.remediation)}_`] : []),
    ...(finding.waiver ? [`Waived by ${plain(finding.waiver.author)}: ${plain(finding.waiver.reason)}`] : []),
  ];
  return `| ${outcomeMark[outcomeOf(finding)]} | ${finding.severity} | ${code(checkOf(finding))} | ${place.join('<br>')} | ${what.join('<br>')} |`;
};

const notJudged = (verdict: Verdict): readonly string[] => {
  const lines = [
    ...verdict.errors.map(
      ({ message, file, line }) => `- ${code([file, line].filter((part) => part !== undefined).join(':') || '-')} ${plain(message)}`,
    ),
    ...verdict.notEvaluated.map(({ rule, reason }) => `- ${code(rule)} ${plain(reason)}`),
  ];
  return folded('Could not be judged', lines.length, lines);
};

const folded = (title: string, count: number, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [`<details><summary>${title}: ${count}</summary>\n\n${lines.slice(0, 50).join('\n')}\n\n</details>`];

// An empty comment parts what the host would link by itself: mentions, references to issues, bare addresses. Source: GitHub Flavored Markdown, "Autolinks".
const plain = (text: string): string =>
  visible(text)
    .replace(/[\\`*_{}[\]()<>|~!&$]/g, (character) =>
      character === '<' ? '&lt;' : character === '>' ? '&gt;' : character === '&' ? '&amp;' : `\\${character}`,
    )
    .replace(/[@#]/g, '$&<!-- -->')
    .replace(/:\/\//g, ':<!-- -->//')
    .replace(/\bwww\./gi, (word) => `${word.slice(0, 3)}<!-- -->.`);

/**
 * A code span: nothing inside is markup but the back-quote and, in a table, the pipe, which no backslash hides when another stands before it.
 * Both become characters that look alike. Source: GitHub Flavored Markdown, "Tables".
 */
const code = (text: string): string => {
  const written = visible(text).replaceAll('`', "'").replaceAll('|', '¦');
  return written.trim() === '' ? '' : `\`${written}\``;
};
