import { defineConfig } from 'vitest/config';
import { ClosingLine } from '../closing-line.ts';

// The second emulator of AWS, for what its free part has: run by .ci/run and `npm run test:localstack`.
export default defineConfig({
  define: { PLIMSOLL_VERSION: '"test"' },
  test: {
    include: ['test/localstack/**/*.test.ts'],
    globalSetup: ['test/localstack/start.ts'],
    reporters: ['default', new ClosingLine()],
    testTimeout: 120_000,
    hookTimeout: 180_000,
    fileParallelism: false,
  },
});
