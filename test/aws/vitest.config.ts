import { defineConfig } from 'vitest/config';
import { ClosingLine } from '../closing-line.ts';

// Installs and starts emulators of AWS: run by .ci/run and `npm run test:aws`, not by `npm test`.
export default defineConfig({
  define: { PLIMSOLL_VERSION: '"test"' },
  test: {
    include: ['test/aws/**/*.test.ts'],
    globalSetup: ['test/aws/emulator/start.ts'],
    reporters: ['default', new ClosingLine()],
    testTimeout: 120_000,
    hookTimeout: 240_000,
    // One emulator: tests of one file must not move the clock under those of another.
    fileParallelism: false,
  },
});
