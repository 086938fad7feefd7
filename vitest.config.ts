import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/slow/**', 'test/aws/**'],
    environment: 'node',
    pool: 'threads',
    passWithNoTests: false,
    testTimeout: 20_000,
  },
});
