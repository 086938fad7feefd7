import type { LayerSummary } from '../model/image.ts';
import type { Severity } from '../model/severity.ts';
import type { JudgedFinding } from '../model/verdict.ts';
import { sizeText } from './size.ts';
import { countSeverities } from './summary.ts';
import { element, escapeXml } from './xml.ts';

// Tables with bars in their cells: they fit any width, and who cannot see them has the numbers.

type Count = { readonly severity: Severity; readonly count: number };

const percent = (part: number, whole: number): string => `${Math.round((1000 * part) / whole) / 10}%`;

const bar = (counts: readonly Count[], most: number): string =>
  element(
    'div',
    { class: 'bar' },
    counts.map(({ severity, count }) => element('i', { class: severity, style: `width:${percent(count, most)}` }, [''])),
  );

const heading = (scope: 'col' | 'row', name: string, className?: string): string =>
  element('th', { scope, class: className }, [escapeXml(name)]);

const row = (...cells: readonly string[]): string => element('tr', {}, cells);

const table = (caption: string, heads: readonly string[], rows: readonly string[]): string =>
  element('figure', {}, [
    element('table', {}, [element('caption', {}, [escapeXml(caption)]), element('thead', {}, [row(...heads)]), element('tbody', {}, rows)]),
  ]);

/** Findings by severity, one bar each. Waived ones do not count. */
export const severityPicture = (findings: readonly JudgedFinding[]): string => {
  const counts = countSeverities(findings);
  if (counts.length === 0) return '';
  const most = Math.max(...counts.map(({ count }) => count));
  const rows = counts.map((one) =>
    row(heading('row', one.severity), element('td', {}, [String(one.count)]), element('td', {}, [bar([one], most)])),
  );
  const heads = [heading('col', 'severity', 'name'), heading('col', 'findings', 'name'), element('td', {}, [''])];
  return table('Findings by severity', heads, rows);
};

const longestCommand = 120;

/** The layers from the base up: how large each is, and what was found in it. */
export const layerPicture = (layers: readonly LayerSummary[], findings: readonly JudgedFinding[]): string => {
  if (layers.length === 0) return '';
  const largest = Math.max(1, ...layers.map(({ size }) => size));
  const found = layers.map(({ digest }) => {
    const inside = findings.filter(({ location }) => location.kind === 'layer' && location.layer === digest);
    return countSeverities(inside);
  });
  const most = Math.max(1, ...found.map(sumOf));
  const rows = layers.map((layer, index) => {
    const counts = found[index] ?? [];
    const made = layer.createdBy ?? layer.digest;
    const command = made.length > longestCommand ? `${made.slice(0, longestCommand - 1)}…` : made;
    const weight = element('i', { style: `width:${percent(layer.size, largest)}` }, ['']);
    return row(
      element('td', {}, [sizeText(layer.size), element('div', { class: 'bar weight' }, [weight])]),
      element('th', { scope: 'row', title: layer.digest }, [element('code', {}, [escapeXml(command)])]),
      element('td', {}, [
        counts.map(({ severity, count }) => `${count} ${severity}`).join(', ') || 'none',
        ...(counts.length > 0 ? [bar(counts, most)] : []),
      ]),
    );
  });
  const heads = [heading('col', 'size', 'size'), heading('col', 'made by'), heading('col', 'findings', 'found')];
  return table('Layers, from the base up', heads, rows);
};

const sumOf = (counts: readonly Count[]): number => counts.reduce((sum, { count }) => sum + count, 0);
