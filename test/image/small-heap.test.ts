import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

it('keeps the young generation small when a thread is made, which sets the flag back', () => {
  const size = execFileSync(process.execPath, ['infra/dev/run.mjs', 'test/image/small-heap-process.ts'], { encoding: 'utf8' });
  // Two halves of 2 MB; without it, 16 MB each.
  expect(Number(size)).toBeLessThanOrEqual(4 * 1024 * 1024);
});
