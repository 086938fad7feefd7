import { setTimeout as wait } from 'node:timers/promises';
import { createApp } from '../lib/api/app.ts';
import { trustFromEnvironment } from '../lib/cli/trust.ts';
import { version } from '../lib/cli/version.ts';
import { type HttpResult, resultOf } from './event/answer.ts';
import type { LambdaContext } from './event/context.ts';
import { requestOf, sourceOf } from './event/http.ts';
import { openHome } from './home/open.ts';

const { deps, settings } = openHome();
const app = createApp({
  ...deps,
  version,
  requestsPerMinute: settings.requestsPerMinute,
  trust: trustFromEnvironment(),
  sleep: async (ms, signal) => void (await wait(ms, undefined, signal ? { signal } : {}).catch(() => undefined)),
});
/** API Gateway gives up after 30 s; what is under way by then is lost to the caller. */
const marginMs = 2_000;

export const handler = async (event: unknown, context: LambdaContext): Promise<HttpResult> => {
  const request = requestOf(event);
  const acceptsGzip = /\bgzip\b/i.test(request.headers.get('accept-encoding') ?? '');
  const response = await app.fetch(request, sourceOf(event));
  return resultOf(response, { withinMs: context.getRemainingTimeInMillis() - marginMs, acceptsGzip });
};
