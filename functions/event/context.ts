/** What a function is told about its own run. Source: Lambda developer guide, Node.js context object. */
export type LambdaContext = { getRemainingTimeInMillis(): number };

/** A signal that is raised `marginMs` before the function is stopped, so that what runs can give itself back. */
export const deadlineOf = (context: LambdaContext, marginMs: number): { readonly signal: AbortSignal; clear(): void } => {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), Math.max(0, context.getRemainingTimeInMillis() - marginMs));
  return { signal: controller.signal, clear: () => clearTimeout(timer) };
};
