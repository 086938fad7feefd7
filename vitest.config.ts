import { defineConfig } from 'vitest/config';
import { layerThread } from './infra/dev/layer-thread.mjs';
import { ClosingLine } from './test/closing-line.ts';

export default defineConfig({
  define: { PLIMSOLL_VERSION: '"test"', ...(await layerThread()) },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**', 'test/aws/**', 'test/localstack/**'],
    setupFiles: ['test/seed.ts'],
    reporters: ['default', new ClosingLine()],
    // By default one processor is left idle, which on two is half of them.
    maxWorkers: '100%',
    // A test file leaves nothing behind for the next; loading the rules anew for each would take longer than the tests.
    isolate: false,
    testTimeout: 30_000,
  },
});
