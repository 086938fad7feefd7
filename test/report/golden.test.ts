import { expect, test } from 'vitest';
import { reports } from '../../lib/report/table.ts';
import { clean, context, verdict } from './example.ts';
import { hostile } from './hostile.ts';

test.each(reports.map((report) => [report.name, report] as const))('%s is as it was', async (name, report) => {
  await expect(report.render(verdict, context)).toMatchFileSnapshot(`../golden/verdict-${name}.${report.extension}`);
});

test.each(reports.map((report) => [report.name, report] as const))(
  '%s is the same each time and needs nothing beside the verdict',
  (_, report) => {
    const bare = { toolVersion: '0.1.0' };
    for (const one of [verdict, clean, hostile]) {
      expect(report.render(one, bare)).toBe(report.render(one, bare));
      expect(report.render(one, bare).endsWith('\n')).toBe(true);
    }
  },
);

test('names and media types tell the formats apart', () => {
  const names = reports.map(({ name }) => name);
  const mediaTypes = reports.flatMap((report) => report.mediaTypes);
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(mediaTypes).size).toBe(mediaTypes.length);
});
