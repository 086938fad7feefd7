import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { reasonCodes } from '../../lib/model/verdict.ts';

it('docs/gates.md tells every reason code, and no other', () => {
  const page = readFileSync('docs/gates.md', 'utf8');
  const table = page.slice(page.indexOf('| code |'), page.indexOf('## Only if worse'));
  const told = table.split('\n').flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([a-z-]+)`/g)].map(([, code]) => code));
  expect(told.sort()).toEqual([...reasonCodes].sort());
});
