import { defineConfig } from 'vitest/config';
import { ClosingLine } from './test/closing-line.ts';

export default defineConfig({
  define: { PLIMSOLL_VERSION: '"test"' },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**', 'test/aws/**'],
    reporters: ['default', new ClosingLine()],
    // By default one processor is left idle, which on two is half of them.
    maxWorkers: '100%',
    testTimeout: 30_000,
  },
});
