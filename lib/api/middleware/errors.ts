import type { Context, ErrorHandler } from 'hono';
import { AppError } from '../../model/error.ts';
import type { ApiDeps, ApiEnv } from '../deps.ts';
import { problemTable, toProblem } from '../problem.ts';

/** The one place that makes an answer of an error. What was not expected shows the request id and nothing more. */
export const onError =
  ({ log }: Pick<ApiDeps, 'log'>): ErrorHandler<ApiEnv> =>
  (thrown, c) => {
    const error = thrown instanceof AppError ? thrown : new AppError('internal', 'unexpected', { cause: thrown });
    if (problemTable[error.code].status >= 500) {
      log.error('api failure', {
        requestId: c.get('requestId'),
        route: c.get('route'),
        code: error.code,
        internal: error.internal,
        stack: causeOf(error).stack,
      });
    }
    return problemResponse(c, error);
  };

const causeOf = (error: AppError): Error => (error.cause instanceof Error ? error.cause : error);

export const problemResponse = (c: Context<ApiEnv>, error: AppError): Response => {
  const { status } = problemTable[error.code];
  c.header('content-type', 'application/problem+json');
  c.header('cache-control', 'no-store');
  if (error.retryAfterSeconds !== undefined) c.header('retry-after', String(error.retryAfterSeconds));
  return c.body(JSON.stringify(toProblem(error, c.get('requestId'))), status);
};
