import type { Reporter, TestModule } from 'vitest/node';

/** Ends a run with one plain line that any CI can read. A test counts as failed unless it passed: a skipped one is not a result. */
export class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    let passed = 0;
    let failed = errors.length;
    for (const module of modules) {
      if (module.errors().length > 0) failed += 1;
      for (const test of module.children.allTests()) {
        if (test.result().state === 'passed') passed += 1;
        else failed += 1;
      }
    }
    process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
    if (passed === 0 || failed > 0) process.exitCode = 1;
  }
}
