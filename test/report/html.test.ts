import { expect, test } from 'vitest';
import { severities } from '../../lib/model/severity.ts';
import { html } from '../../lib/report/html.ts';
import { decisionColour, themes } from '../../lib/report/html-style.ts';
import { clean, context, verdict } from './example.ts';

const page = html.render(verdict, context);

// Source: WCAG 2.2, "relative luminance" and "contrast ratio".
const luminance = (colour: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const contrast = (one: string, other: string): number => {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
};

test.each(Object.entries(themes))('texts and bars of the %s page can be seen', (_name, theme) => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
  for (const text of [theme.ink, theme.soft]) {
    for (const ground of [theme.ground, theme.card]) expect(contrast(text, ground)).toBeGreaterThanOrEqual(4.5);
  }
  expect(contrast(theme.marked, theme.mark)).toBeGreaterThanOrEqual(4.5);
  for (const severity of severities) {
    for (const ground of [theme.ground, theme.card]) expect([severity, contrast(theme[severity], ground) >= 3]).toEqual([severity, true]);
  }
  for (const [decision, colour] of Object.entries(decisionColour)) {
    expect([decision, contrast('#ffffff', colour) >= 4.5]).toEqual([decision, true]);
  }
});

test('headings go down one step at a time, and all that is said is in the main part', () => {
  const levels = [...page.matchAll(/<h([1-6])[ >]/g)].map(([, level]) => Number(level));
  expect(levels[0]).toBe(1);
  expect(levels.filter((level, at) => at > 0 && level > (levels[at - 1] ?? 0) + 1)).toEqual([]);
  expect(levels.filter((level) => level === 1)).toHaveLength(1);
  expect(page).toMatch(/<html lang="en">[\s\S]*<main>[\s\S]*<h1>[\s\S]*<\/main>\n<\/body>/);
});

test('every table has a caption, heads for its columns and one for each row', () => {
  const tables = [...page.matchAll(/<table>(.*?)<\/table>/gs)].map(([table]) => table);
  expect(tables).toHaveLength(2);
  for (const table of tables) {
    expect(table).toMatch(/^<table><caption>[^<]+<\/caption><thead>.*<th scope="col"/s);
    const rows = table.split('<tbody>')[1]?.match(/<tr>/g) ?? [];
    expect(table.match(/<th scope="row"/g)).toHaveLength(rows.length);
  }
});

test('layers say what was found in them, by severity', () => {
  const rows = [...page.matchAll(/<tr><td>([^<]*)<.*?<code>([^<]*)<\/code><\/th><td>([^<]*)</g)].map(([, ...cells]) => cells);
  expect(rows).toEqual([
    ['30.0 MB', 'FROM debian:12', '1 medium'],
    ['12.0 MB', 'RUN apt-get update', '1 critical'],
    ['0.9 MB', 'COPY /app /app', 'none'],
  ]);
});

test('what the columns of the trend show can be heard too; one verdict is no trend', () => {
  const heard = [...page.matchAll(/<span class="heard">([^<]*)<\/span>/g)].map(([, words]) => words);
  expect(heard).toEqual([
    '2026-11-01 10:00: deny, 12 findings, 4 high, 8 unknown',
    '2026-11-10 10:00: warn, 6 findings, 2 medium, 4 low',
    '2026-11-22 10:00: deny, 7 findings, 2 critical, 2 high, 1 medium, 1 low, 1 info',
  ]);
  expect(html.render(clean, { ...context, trend: context.trend?.slice(0, 1) ?? [] })).not.toContain('class="trend"');
});

test('each part of a change can be reached by a key; one part needs no list', () => {
  const targets = [...page.matchAll(/<a href="#([^"]*)">([^<]*)</g)].map(([, id, name]) => [id, name]);
  const parts = [...page.matchAll(/<h2 id="([^"]*)">([^<]*)</g)].map(([, id, name]) => [id, name]);
  expect(targets).toHaveLength(3);
  expect(targets).toEqual(parts);
  expect(html.render(clean, context)).not.toContain('<nav');
});

test('what is told by colour is printed, light on whatever screen, as browsers leave backgrounds out', () => {
  const print = page.slice(page.indexOf('@media print'), page.indexOf('</style>'));
  expect(print).toContain(`--ink: ${themes.light.ink}`);
  for (const part of ['.decision', '.verdict', '.bar i', '.column i', 'mark'])
    expect(print).toMatch(new RegExp(`${part.replaceAll('.', '\\.')}[^}]*\\{[^}]*print-color-adjust: exact`));
});
