import type { Severity } from '../model/severity.ts';
import { platformText, type Subject } from '../model/subject.ts';
import type { Decision, JudgedFinding, Verdict } from '../model/verdict.ts';
import { frameOf } from './frame.ts';
import { groupBy } from './group.ts';
import type { RenderContext, Report } from './report.ts';
import { checkOf, type Outcome, outcomeOf, outcomeText, placeOf, worstFirst } from './summary.ts';
import { unheardLines } from './unheard-vex.ts';
import { visible } from './visible.ts';

type Paint = (style: keyof typeof styles, text: string) => string;

// Source: ECMA-48, SGR parameters.
const styles = { bold: '1', dim: '2', red: '31', green: '32', yellow: '33', magenta: '35', cyan: '36', alarm: '1;31' } as const;

const outcomeStyle: { readonly [outcome in Outcome]: keyof typeof styles } = { deny: 'alarm', warn: 'yellow', note: 'dim', waived: 'dim' };
const decisionStyle: { readonly [decision in Decision]: keyof typeof styles } = {
  allow: 'green',
  warn: 'yellow',
  unknown: 'magenta',
  deny: 'alarm',
};
const severityStyle: { readonly [severity in Severity]: keyof typeof styles } = {
  critical: 'alarm',
  high: 'red',
  medium: 'yellow',
  low: 'cyan',
  info: 'dim',
  unknown: 'dim',
};

/** For terminals: grouped by subject and object, worst first, each with its line of source when that is at hand. */
export const text: Report = {
  name: 'text',
  mediaTypes: ['text/plain'],
  extension: 'txt',
  uses: ['sources'],
  render: (verdict, context) => [...parts(verdict, context)].join(''),
  parts,
};

/** An object a part. */
function* parts(verdict: Verdict, context: RenderContext): Generator<string> {
  const paint: Paint = (style, word) => (context.colour ? `\u001b[${styles[style]}m${word}\u001b[0m` : word);
  for (const [index, subject] of verdict.subjects.entries()) {
    const own = worstFirst(verdict.findings.filter((finding) => finding.subject === index));
    for (const [object, findings] of groupBy(own, ({ object }) => object ?? '')) {
      const head = paint('bold', [subjectName(subject), visible(object)].filter(Boolean).join('  '));
      yield `${[head, ...findings.map((finding) => findingBlock(verdict, context, paint, finding))].join('\n\n')}\n\n`;
    }
  }
  yield `${[...leftOut(verdict, paint), conclusion(verdict, context, paint)].join('\n\n')}\n`;
}

const subjectName = (subject: Subject): string =>
  subject.kind === 'image'
    ? `${visible(subject.ref)}  ${visible(platformText(subject.platform))}  ${subject.digest.slice(0, 19)}`
    : visible(subject.ref);

const findingBlock = (verdict: Verdict, context: RenderContext, paint: Paint, finding: JudgedFinding): string => {
  const outcome = outcomeOf(finding);
  const names = [checkOf(finding), ...finding.aliases].filter((name, at, all) => all.indexOf(name) === at).slice(0, 4);
  const place = [visible(placeOf(verdict, finding)), finding.container && `container ${visible(finding.container)}`].filter(Boolean);
  const bought = finding.package && `${finding.package.name} ${finding.package.version} → ${finding.package.fixedIn ?? 'no fix yet'}`;
  return [
    `  ${paint(outcomeStyle[outcome], outcome)}  ${paint(severityStyle[finding.severity], finding.severity)}  ${visible(names.join(' '))}`,
    `  ${paint('dim', place.join(', '))}`,
    ...(bought ? [`  ${visible(bought)}`] : []),
    `  ${visible(finding.message)}`,
    ...frameLines(verdict, context, paint, finding),
    ...(finding.remediation ? [`  ${paint('cyan', 'fix:')} ${visible(finding.remediation)}`] : []),
    ...(finding.waiver ? [`  ${paint('cyan', 'waived:')} ${visible(waiverText(finding.waiver))}`] : []),
  ].join('\n');
};

const waiverText = ({ reason, author, expiresAt }: NonNullable<JudgedFinding['waiver']>): string =>
  `${reason} (${author}${expiresAt ? `, until ${expiresAt}` : ''})`;

const frameLines = (verdict: Verdict, context: RenderContext, paint: Paint, finding: JudgedFinding): readonly string[] => {
  const frame = frameOf(finding, verdict, context.sources ?? []);
  if (!frame) return [];
  const number = String(frame.number).padStart(6);
  const blank = ' '.repeat(number.length);
  const left = visible(frame.left);
  return [
    `${paint('dim', `${number} |`)} ${left}${visible(frame.right)}`,
    `${paint('dim', `${blank} |`)} ${' '.repeat(left.length)}${paint('red', '^')}`,
  ];
};

const leftOut = (verdict: Verdict, paint: Paint): readonly string[] => {
  const lines = [
    ...verdict.errors.map(({ code, message, file, line, column }) => {
      const place = [file, line, column].filter((part) => part !== undefined).join(':');
      return `  ${visible(place ? `${place}: ` : '')}${visible(message)} (${visible(code)})`;
    }),
    ...verdict.notEvaluated.map(({ rule, object, container, reason }) =>
      visible(`  ${rule}: ${[object, container].filter(Boolean).join(' ')}${object || container ? ': ' : ''}${reason}`),
    ),
  ];
  const unheard = unheardLines(verdict).map((line) => `  ${visible(line)}`);
  return [
    ...(lines.length > 0 ? [[paint('bold', 'Could not be judged'), ...lines].join('\n')] : []),
    ...(unheard.length > 0 ? [[paint('bold', 'Attached VEX without effect'), ...unheard].join('\n')] : []),
  ];
};

const conclusion = (verdict: Verdict, context: RenderContext, paint: Paint): string =>
  [
    `${paint(decisionStyle[verdict.decision], verdict.decision.toUpperCase())}  ${outcomeText(verdict.findings)}, policy ${visible(verdict.policy.name)}`,
    ...verdict.reasons.map(({ code, message }) => `  ${visible(message)} (${code})`),
    ...mendable(verdict),
    ...(context.link ? [`  ${visible(context.link)}`] : []),
  ].join('\n');

/** Of no use to somebody who only gates images, so said only where there is something to mend. */
const mendable = ({ findings }: Verdict): readonly string[] => {
  const count = findings.filter(({ patch, waiver }) => patch?.safe === true && waiver === null).length;
  return count === 0 ? [] : [`  ${count} can be mended: plimsoll fix shows how, and fix --write does it`];
};
