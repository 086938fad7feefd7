import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csv } from '../../lib/report/csv.ts';
import { html } from '../../lib/report/html.ts';
import { junit } from '../../lib/report/junit.ts';
import { markdown } from '../../lib/report/markdown.ts';
import { sarif } from '../../lib/report/sarif.ts';
import { text } from '../../lib/report/text.ts';
import { context, finding, verdict } from './example.ts';
import { hostile } from './hostile.ts';
import { elementsOf } from './xml.ts';

const anything = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('`', '|', '<', '&', '"', "'", '@', '=', '\\', '\u0000', '\ud800', '\n') }),
);
const withText = (word: string) => ({
  ...verdict,
  findings: [
    finding({
      rule: word,
      message: word,
      remediation: word,
      object: word,
      container: word,
      aliases: [word],
      location: { kind: 'source', file: word, line: 1, column: 1 },
    }),
  ],
});

test('JUnit is well-formed XML whatever was judged', () => {
  expect(elementsOf(junit.render(verdict, context)).slice(0, 3)).toEqual(['testsuites', 'testsuite', 'properties']);
  elementsOf(junit.render(hostile, context));
  fc.assert(fc.property(anything, (word) => void elementsOf(junit.render(withText(word), context))));
});

test('the checker of XML finds what is wrong', () => {
  for (const broken of ['<a>', '<a></b>', '<a b="<"/>', '<a>&nbsp;</a>', '<a>\u0007</a>', 'x<a/>', '<a b=c/>']) {
    expect(() => elementsOf(broken)).toThrow();
  }
});

test('nothing judged becomes an element or an attribute of the HTML page', () => {
  const tags = (page: string) => [...page.matchAll(/<[a-z][^>]*>/gi)].map(([tag]) => tag);
  const parts = (page: string) =>
    tags(page).flatMap((tag) => [/^<[\w-]+/.exec(tag)?.[0], ...[...tag.matchAll(/ ([^\s="]+)="/g)].map(([, name]) => name)]);
  const allowed = new Set(parts(html.render(verdict, context)));
  expect(parts(html.render(hostile, context)).filter((part) => !allowed.has(part))).toEqual([]);
  for (const banned of ['<script', '<img', 'src', 'onerror']) expect(allowed.has(banned)).toBe(false);
  const links = tags(html.render(hostile, context)).filter((tag) => tag.startsWith('<a') && !tag.startsWith('<article'));
  expect(links).toEqual(['<a href="#part-0">', '<a href="#part-1">']);
  expect(html.render(verdict, context)).toContain("default-src 'none'");
});

test('the HTML page asks for nothing from outside', () => {
  const page = html.render(verdict, { ...context, link: 'https://elsewhere.example.com/' });
  expect(page.replaceAll(/ href="#part-\d+"/g, '')).not.toMatch(/(src|href|url)\s*[=(]/i);
});

test('no cell of the CSV begins like a formula, and every line has every column', () => {
  fc.assert(
    fc.property(anything, (word) => {
      const lines = csvRows(csv.render(withText(word), context));
      expect(lines.map((row) => row.length)).toEqual([21, 21]);
      for (const cell of lines[1] ?? []) expect(cell).not.toMatch(/^[=+\-@\t\r|%]/);
    }),
  );
  const [, ...rows] = csvRows(csv.render(hostile, context));
  expect(rows).toHaveLength(hostile.findings.length);
});

const csvRows = (document: string): string[][] => {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain = '', end] of document.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === '\r\n') rows.push(row);
    if (end === '\r\n') row = [];
  }
  return rows;
};

test('Markdown keeps its table and lets nothing out of it', () => {
  fc.assert(
    fc.property(anything, (word) => {
      const written = markdown.render(withText(word), context);
      const rows = written.split('\n').filter((line) => line.startsWith('| ❌'));
      expect(rows).toHaveLength(1);
      // As GitHub reads a row: a backslash takes the next character with it, in code too.
      expect(rows[0]?.replaceAll(/\\./gs, '').split('|')).toHaveLength(7);
    }),
  );
  const written = markdown.render(hostile, context);
  const outsideCode = written.replaceAll(/`[^`\n]*`/g, '').replaceAll(/<!-- -->|<br>|<\/?details>|<\/?summary>|<https:[^>]*>/g, '~');
  expect(outsideCode).not.toMatch(/<[a-z!]/i);
  expect(outsideCode).not.toMatch(/@everyone|[^~]\/\/evil|\]\(javascript/);
});

test('a comment stays below the limit of the host', () => {
  const many = { ...verdict, findings: Array.from({ length: 2_000 }, (_, index) => finding({ message: `finding ${index} `.repeat(20) })) };
  const written = markdown.render(many, context);
  expect(written.length).toBeLessThan(65_536);
  expect(written).toMatch(/\d+ more are left out/);
});

test('no format throws, whatever was judged', () => {
  fc.assert(
    fc.property(anything, (word) => {
      for (const report of [text, sarif, html]) report.render(withText(word), { ...context, sources: [{ name: word, text: word }] });
    }),
  );
});
