import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { reports } from '../../lib/report/table.ts';

test('the guide names every format with its media types, and no other', () => {
  const rows = [...readFileSync('docs/reports.md', 'utf8').matchAll(/^\| `([\w-]+)` \| (.+?) \|/gm)];
  const written = rows.map(([, name, mediaTypes = '']) => [name, [...mediaTypes.matchAll(/`([^`]+)`/g)].map(([, type]) => type)]);
  expect(written).toEqual(reports.map(({ name, mediaTypes }) => [name, [...mediaTypes]]));
});
