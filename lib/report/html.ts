import { platformText, type Subject } from '../model/subject.ts';
import type { JudgedFinding, Verdict } from '../model/verdict.ts';
import { frameOf } from './frame.ts';
import { style } from './html-style.ts';
import { layerPicture, severityPicture } from './picture.ts';
import type { RenderContext, Report } from './report.ts';
import { checkOf, outcomeOf, outcomeText, placeOf, titleOf, worstFirst } from './summary.ts';
import { trendPicture } from './trend.ts';
import { unheardLines } from './unheard-vex.ts';
import { element, escapeXml } from './xml.ts';

/** One file that needs nothing else: no script, no request. The policy inside it keeps it so, whatever a judged file holds. */
export const html: Report = {
  name: 'html',
  mediaTypes: ['text/html'],
  extension: 'html',
  uses: ['sources', 'layers', 'trend', 'rules'],
  render: (verdict, context) => {
    const title = `Plimsoll: ${verdict.decision}, ${verdict.subjects.map(({ ref }) => ref).join(', ')}`;
    return [
      '<!doctype html>',
      '<html lang="en">',
      '<head>',
      '<meta charset="utf-8">',
      '<meta name="viewport" content="width=device-width, initial-scale=1">',
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
      element('title', {}, [escapeXml(title)]),
      `<style>${style}</style>`,
      '</head>',
      '<body>',
      '<main>',
      head(verdict, context),
      contents(verdict),
      severityPicture(verdict.findings),
      trendPicture(context.trend ?? []),
      ...verdict.subjects.map((subject, index) => section(verdict, context, subject, index)),
      list('Could not be judged', leftOut(verdict)),
      list('Attached VEX without effect', unheardLines(verdict)),
      '</main>',
      '</body>',
      '</html>',
      '',
    ]
      .filter((part, index, all) => part !== '' || index === all.length - 1)
      .join('\n');
  },
};

const head = (verdict: Verdict, context: RenderContext): string => {
  const badge = element('span', { class: `decision ${verdict.decision}` }, [verdict.decision]);
  const facts = [
    ['Policy', `${verdict.policy.name} (${verdict.policy.digest})`],
    ['Judged', verdict.evaluatedAt],
    ...(context.verdictId ? [['Verdict', context.verdictId]] : []),
    ['Plimsoll', context.toolVersion],
  ];
  return [
    element('h1', {}, [badge, ` ${escapeXml(outcomeText(verdict.findings))}`]),
    element(
      'ul',
      {},
      verdict.reasons.map(({ code, message }) => element('li', {}, [escapeXml(message), ' ', element('code', {}, [escapeXml(code)])])),
    ),
    element(
      'dl',
      {},
      facts.flatMap(([name = '', value = '']) => [
        element('dt', {}, [escapeXml(name)]),
        element('dd', {}, [element('code', {}, [escapeXml(value)])]),
      ]),
    ),
  ].join('\n');
};

/** Where each part of the change begins, for those who do not scroll; one part needs none. */
const contents = ({ subjects, findings }: Verdict): string =>
  subjects.length < 2
    ? ''
    : element('nav', { 'aria-label': 'Parts of the change' }, [
        element(
          'ul',
          {},
          subjects.map(({ ref }, index) => {
            const outcome = outcomeText(findings.filter(({ subject }) => subject === index));
            return element('li', {}, [element('a', { href: `#part-${index}` }, [escapeXml(ref)]), ` ${escapeXml(outcome)}`]);
          }),
        ),
      ]);

const section = (verdict: Verdict, context: RenderContext, subject: Subject, index: number): string => {
  const findings = worstFirst(verdict.findings.filter((finding) => finding.subject === index));
  const layers = context.layers?.find((one) => one.subject === index)?.layers ?? [];
  const platform = subject.kind === 'image' ? ` ${platformText(subject.platform)}` : '';
  return [
    element('h2', { id: `part-${index}` }, [escapeXml(subject.ref)]),
    element('p', { class: 'soft' }, [
      escapeXml(`${subject.kind}${platform}, ${outcomeText(findings)}`),
      '<br>',
      element('code', {}, [subject.digest]),
    ]),
    layerPicture(layers, findings),
    ...findings.map((finding) => card(verdict, context, finding)),
  ]
    .filter(Boolean)
    .join('\n');
};

const card = (verdict: Verdict, context: RenderContext, finding: JudgedFinding): string => {
  const outcome = outcomeOf(finding);
  const names = [...new Set([checkOf(finding), finding.rule])];
  const others = [...new Set(finding.aliases)].filter((name) => !names.includes(name));
  const where = [whereOf(verdict, finding), finding.object, finding.container && `container ${finding.container}`].filter(
    (part) => part !== undefined,
  );
  const bought = finding.package && `${finding.package.name} ${finding.package.version} → ${finding.package.fixedIn ?? 'no fix yet'}`;
  const frame = frameOf(finding, verdict, context.sources ?? []);
  return element('article', { class: `${outcome} ${finding.severity}` }, [
    element('h3', {}, [escapeXml(titleOf(finding, context))]),
    element(
      'p',
      {},
      [outcome, finding.severity, ...names].map((word) => element('span', { class: 'tag' }, [escapeXml(word)])),
    ),
    element('p', {}, [escapeXml(finding.message)]),
    element('p', { class: 'soft' }, [element('code', {}, [escapeXml(where.join(', '))])]),
    ...(bought ? [element('p', {}, [element('code', {}, [escapeXml(bought)])])] : []),
    ...(frame
      ? [element('pre', {}, [escapeXml(`${frame.number} | ${frame.left}`), element('mark', {}, [escapeXml(frame.right) || ' '])])]
      : []),
    ...(finding.remediation ? [element('p', {}, ['<strong>Fix:</strong> ', escapeXml(finding.remediation)])] : []),
    ...(finding.waiver
      ? [element('p', {}, ['<strong>Waived:</strong> ', escapeXml(`${finding.waiver.reason} (${finding.waiver.author})`)])]
      : []),
    ...(others.length > 0 ? [element('p', { class: 'soft small' }, [escapeXml(`Also ${others.join(', ')}`)])] : []),
  ]);
};

/** The heading above says which image it is. */
const whereOf = (verdict: Verdict, finding: JudgedFinding): string => {
  switch (finding.location.kind) {
    case 'layer':
      return `/${finding.location.path}`;
    case 'config':
      return `configuration ${finding.location.pointer}`;
    case 'source':
      return placeOf(verdict, finding);
  }
};

const leftOut = (verdict: Verdict): readonly string[] => [
  ...verdict.errors.map(({ message, file, line }) => `${[file, line].filter((part) => part !== undefined).join(':')} ${message}`),
  ...verdict.notEvaluated.map(({ rule, object, reason }) => [rule, object, reason].filter(Boolean).join(': ')),
];

const list = (title: string, lines: readonly string[]): string => {
  if (lines.length === 0) return '';
  return [
    element('h2', {}, [title]),
    element(
      'ul',
      {},
      lines.map((line) => element('li', {}, [escapeXml(line)])),
    ),
  ].join('\n');
};
