import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { text } from '../../lib/report/text.ts';
import { clean, context, finding, verdict } from './example.ts';
import { hostile } from './hostile.ts';

test('an allowed change says so in a line', () => {
  expect(text.render(clean, { toolVersion: '0.1.0' })).toBe('ALLOW  no findings, policy starter\n  Nothing was found. (no-findings)\n');
});

test('colour only when asked, and taking it away gives the plain text', () => {
  const plain = text.render(verdict, context);
  const coloured = text.render(verdict, { ...context, colour: true });
  expect(plain).not.toContain('\u001b');
  expect(coloured).toContain('\u001b[1;31mDENY\u001b[0m');
  expect(stripVTControlCharacters(coloured)).toBe(plain);
});

test('nothing in the judged files can steer the terminal', () => {
  const written = text.render(hostile, { ...context, sources: [{ name: hostile.subjects[0]?.ref ?? '', text: '\u001b[2J\u202Ehidden' }] });
  expect(written.replaceAll('\n', '').match(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}]/u)).toBeNull();
});

test('a caret stays under its place when the line has tabs or is long', () => {
  const caretAt = (line: string, column: number): string => {
    const location = { kind: 'source', file: 'f', line: 1, column } as const;
    const lines = text
      .render({ ...verdict, findings: [finding({ location })] }, { ...context, sources: [{ name: 'f', text: line }] })
      .split('\n');
    const caret = lines.findIndex((one) => one.trim() === '| ^' || /^\s*\|\s+\^$/.test(one));
    return lines[caret - 1]?.[lines[caret]?.indexOf('^') ?? -1] ?? '';
  };
  expect(caretAt('\t\tkey: X', 8)).toBe('X');
  expect(caretAt(`${'a'.repeat(500)}X${'b'.repeat(500)}`, 501)).toBe('X');
  expect(caretAt('\u0007X', 2)).toBe('X');
});
