/** One expectation of a case and what we say. The name begins with `kyverno` and the folder of the test, by which the page explains differences. */
export type Expectation = { readonly name: string; readonly expected: string; readonly got: string };

/** `other/require-netpol/.kyverno-test/kyverno-test.yaml` is the test `other/require-netpol`. */
export const testOf = (path: string): string =>
  path
    .replace(/\/(?:kyverno|chainsaw)-test\.yaml$/, '')
    .replace(/\/\.(?:kyverno|chainsaw)-test$/, '')
    .replaceAll(' ', '-');
