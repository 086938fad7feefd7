import type { LayerSummary } from '../model/image.ts';
import { severities } from '../model/severity.ts';
import type { JudgedFinding } from '../model/verdict.ts';
import { decisionColour, severityColour } from './html-style.ts';
import type { TrendPoint } from './report.ts';
import { countSeverities } from './summary.ts';
import { element, escapeXml } from './xml.ts';

const width = 760;
const rowHeight = 26;

const label = (x: number, y: number, content: string, more: { readonly class?: string; readonly anchor?: 'end' } = {}): string =>
  element('text', { x, y, class: more.class, 'text-anchor': more.anchor }, [escapeXml(content)]);

const bar = (x: number, y: number, wide: number, fill: string, title: string): string =>
  element('rect', { x: round(x), y, width: round(Math.max(wide, 1)), height: 16, rx: 2, fill }, [element('title', {}, [escapeXml(title)])]);

const svg = (height: number, title: string, content: readonly string[]): string =>
  element('svg', { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': title }, content);

const round = (value: number): number => Math.round(value * 10) / 10;

const figure = (caption: string, picture: string): string =>
  element('figure', {}, [element('figcaption', {}, [escapeXml(caption)]), picture]);

/** Findings by severity, one bar each. Waived ones do not count. */
export const severityPicture = (findings: readonly JudgedFinding[]): string => {
  const counts = countSeverities(findings);
  if (counts.length === 0) return '';
  const most = Math.max(...counts.map(({ count }) => count));
  const rows = counts.flatMap(({ severity, count }, index) => {
    const y = index * rowHeight;
    const wide = (count / most) * 580;
    return [
      label(80, y + 13, severity, { anchor: 'end' }),
      bar(92, y, wide, severityColour[severity], `${count} ${severity}`),
      label(100 + wide, y + 13, String(count)),
    ];
  });
  return figure('Findings by severity', svg(counts.length * rowHeight, 'Findings by severity', rows));
};

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;

/** The layers from the base up: how large each is, and what was found in it. */
export const layerPicture = (name: string, layers: readonly LayerSummary[], findings: readonly JudgedFinding[]): string => {
  if (layers.length === 0) return '';
  const largest = Math.max(1, ...layers.map(({ size }) => size));
  const inLayer = layers.map(({ digest }) =>
    findings.filter(({ location, waiver }) => location.kind === 'layer' && location.layer === digest && !waiver),
  );
  const most = Math.max(1, ...inLayer.map(({ length }) => length));
  const rows = layers.flatMap((layer, index) => {
    const y = index * rowHeight + 20;
    const found = inLayer[index] ?? [];
    let x = 540;
    const segments = [...severities].reverse().flatMap((severity) => {
      const count = found.filter((one) => one.severity === severity).length;
      if (count === 0) return [];
      const wide = (count / most) * 180;
      x += wide;
      return [bar(x - wide, y, wide, severityColour[severity], `${count} ${severity}`)];
    });
    const made = layer.createdBy ?? layer.digest;
    return [
      bar(0, y, (layer.size / largest) * 120, '#7c93a5', `${layer.digest}, ${megabytes(layer.size)}`),
      label(130, y + 13, megabytes(layer.size), { class: 'soft' }),
      label(200, y + 13, made.length > 52 ? `${made.slice(0, 51)}…` : made),
      ...segments,
    ];
  });
  const heads = [
    label(0, 11, 'size', { class: 'soft' }),
    label(200, 11, 'made by', { class: 'soft' }),
    label(540, 11, 'findings', { class: 'soft' }),
  ];
  return figure(`Layers of ${name}`, svg(layers.length * rowHeight + 20, 'Layers', [...heads, ...rows]));
};

/** How many findings the verdicts of this subject had, oldest first, with the decision as the colour of each point. */
export const trendPicture = (trend: readonly TrendPoint[]): string => {
  if (trend.length < 2) return '';
  const most = Math.max(1, ...trend.map(({ findings }) => findings));
  const points = trend.map(({ at, decision, findings }, index) => ({
    x: round(30 + (index / (trend.length - 1)) * (width - 60)),
    y: round(110 - (findings / most) * 95),
    title: `${at}: ${decision}, ${findings} findings`,
    fill: decisionColour[decision],
  }));
  const line = element('polyline', {
    points: points.map(({ x, y }) => `${x},${y}`).join(' '),
    fill: 'none',
    stroke: '#7c93a5',
    'stroke-width': 2,
  });
  const dots = points.map(({ x, y, title, fill }) =>
    element('circle', { cx: x, cy: y, r: 5, fill }, [element('title', {}, [escapeXml(title)])]),
  );
  const ends = [label(0, 19, String(most), { class: 'soft' }), label(0, 114, '0', { class: 'soft' })];
  const dates = [
    label(30, 135, trend[0]?.at.slice(0, 10) ?? '', { class: 'soft' }),
    label(width - 30, 135, trend.at(-1)?.at.slice(0, 10) ?? '', { class: 'soft', anchor: 'end' }),
  ];
  return figure('Findings over time', svg(142, 'Findings over time', [line, ...dots, ...ends, ...dates]));
};
