import { defineConfig } from 'vitest/config';
import { ClosingLine } from '../closing-line.ts';

// Needs Debian's docker-registry and iproute2, and network namespaces: run by .ci/run and `npm run test:e2e`, not by `npm test`.
export default defineConfig({
  define: { PLIMSOLL_VERSION: '"test"' },
  test: { include: ['test/e2e/**/*.test.ts'], reporters: ['default', new ClosingLine()], testTimeout: 60_000 },
});
