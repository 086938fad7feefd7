import type { Decision } from '../model/verdict.ts';
import type { TrendPoint } from './report.ts';
import { worstSeverities } from './summary.ts';
import { element, escapeXml } from './xml.ts';

const marks: { readonly [decision in Decision]: string } = { allow: '✓', warn: '!', deny: '✕', unknown: '?' };

/** A column for each verdict on this change, oldest first: its findings by severity, and below it what was decided. */
export const trendPicture = (trend: readonly TrendPoint[]): string => {
  const [first, last] = [trend[0], trend.at(-1)];
  if (trend.length < 2 || !first || !last) return '';
  const most = Math.max(1, ...trend.map(sumOf));
  const width = `max-width:max(12rem, ${trend.length * 3}rem)`;
  return element('figure', {}, [
    element('figcaption', {}, [`Findings of the last ${trend.length} verdicts, ${most} at most`]),
    element(
      'ol',
      { class: 'trend', style: width },
      trend.map((point) => column(point, most)),
    ),
    element('p', { class: 'ends', style: width }, [day(first), day(last)]),
  ]);
};

const day = ({ at }: TrendPoint): string => element('span', {}, [escapeXml(at.slice(0, 10))]);

const sumOf = ({ counts }: TrendPoint): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

const column = (point: TrendPoint, most: number): string => {
  const { at, decision, counts } = point;
  const parts = worstSeverities.flatMap((severity) => (counts[severity] ? [{ severity, count: counts[severity] }] : []));
  const heard = [`${at.slice(0, 16).replace('T', ' ')}: ${decision}`, `${sumOf(point)} findings`];
  const told = [...heard, ...parts.map(({ severity, count }) => `${count} ${severity}`)];
  const words = escapeXml(told.join(', '));
  return element('li', { title: told.join(', ') }, [
    element('span', { class: 'heard' }, [words]),
    element('span', { class: 'column', 'aria-hidden': 'true' }, [
      ...parts.map(({ severity, count }) => element('i', { class: severity, style: `height:${(100 * count) / most}%` }, [''])),
      '',
    ]),
    element('span', { class: `verdict ${decision}`, 'aria-hidden': 'true' }, [marks[decision]]),
  ]);
};
