import { problemTable } from '../../lib/api/problem.ts';
import { AppError } from '../../lib/model/error.ts';
import type { Deps } from '../../lib/ports/deps.ts';
import { type HttpResult, refusalOf, resultOf } from '../event/answer.ts';
import { deadlineOf, type LambdaContext } from '../event/context.ts';
import { requestOf, sourceOf } from '../event/http.ts';

export type HttpParts = {
  readonly deps: Pick<Deps, 'ids' | 'log'>;
  readonly app: { fetch(request: Request, source: { readonly address?: string }): Response | Promise<Response> };
  /** What has to be there before requests are answered; it ends when the signal is raised, whatever it has done by then. */
  prepare?(signal: AbortSignal): Promise<void>;
};

/** API Gateway gives up after 30 s; what is under way by then is lost to the caller. */
const marginMs = 2_000;
/** Left for the answer itself, after what it needs was fetched or not. */
const answerMs = 5_000;

export const answerRequests =
  ({ deps, app, prepare }: HttpParts) =>
  async (event: unknown, context: LambdaContext): Promise<HttpResult> => {
    const request = readRequest(event);
    if (request instanceof AppError) return refused(deps, request);
    if (prepare) {
      const deadline = deadlineOf(context, answerMs);
      await prepare(deadline.signal).finally(deadline.clear);
    }
    const acceptsGzip = /\bgzip\b/i.test(request.headers.get('accept-encoding') ?? '');
    const response = await app.fetch(request, sourceOf(event));
    return resultOf(response, { withinMs: context.getRemainingTimeInMillis() - marginMs, acceptsGzip });
  };

/** Said in the log as the service says its own, so that the id leads somewhere. */
const refused = ({ ids, log }: HttpParts['deps'], error: AppError): HttpResult => {
  const requestId = ids.next('req');
  log.info('api request', { requestId, route: 'unread', status: problemTable[error.code].status, code: error.code });
  return refusalOf(error, requestId);
};

const readRequest = (event: unknown): Request | AppError => {
  try {
    return requestOf(event);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
};
