import { AppError } from '../model/error.ts';
import type { Deps } from '../ports/deps.ts';
import type { EgressResponse } from '../ports/egress.ts';
import type { AttemptOutcome } from './delivery.ts';
import type { WebhookEvent } from './event.ts';
import { formats } from './format/table.ts';
import { linkOf } from './link.ts';
import type { WebhookRecord } from './record.ts';
import { retryAfterMs } from './schedule.ts';
import { sign } from './signature.ts';

// Source: Standard Webhooks 1.0.0, "Timeouts": 15 to 30 seconds.
export const timeoutMs = 20_000;

/** What came of one attempt. `retryAfterMs` is what the receiver asked for, 0 for nothing. */
export type Answer = { readonly outcome: AttemptOutcome; readonly status: number | null; readonly retryAfterMs: number };

type SendDeps = Pick<Deps, 'egress' | 'secrets' | 'clock' | 'log' | 'publicUrl'>;

/** One signed POST. Never throws: whatever went wrong is this attempt's outcome, and the next one is on the schedule. */
export const send = async (deps: SendDeps, webhook: WebhookRecord, event: WebhookEvent): Promise<Answer> => {
  try {
    const format = formats[webhook.format];
    const credential = webhook.credential === null ? undefined : await deps.secrets.get(webhook.credential);
    const body = format.body(event, { credential, template: webhook.template, link: linkOf(deps.publicUrl, event.data) });
    const authorization = credential !== undefined && webhook.format !== 'pagerduty' ? { authorization: credential } : {};
    const headers = { ...format.headers, ...authorization, ...(await signedHeaders(deps, webhook, event.id, body)) };
    const response = await deps.egress.send({ method: 'POST', url: webhook.url, headers, body, timeoutMs, purpose: 'webhook' });
    // The body is not read: nothing of what an address answers may be shown to whoever registered it.
    response.body.destroy();
    return answerOf(response, deps.clock.now());
  } catch (error) {
    return { outcome: outcomeOf(deps, webhook, error), status: null, retryAfterMs: 0 };
  }
};

const signedHeaders = async (
  deps: SendDeps,
  webhook: WebhookRecord,
  id: string,
  body: string,
): Promise<{ readonly [name: string]: string }> => {
  const now = deps.clock.now();
  const timestamp = Math.floor(now / 1000);
  const current = webhook.secrets.filter(({ retiresAt }) => retiresAt === null || Date.parse(retiresAt) > now);
  const secrets = await Promise.all(current.map(({ name }) => deps.secrets.get(name)));
  const known = secrets.filter((secret) => secret !== undefined);
  if (known.length === 0) throw new AppError('internal', 'a webhook has no secret to sign with', { internal: webhook.id });
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': known.map((secret) => sign(secret, id, timestamp, body)).join(' '),
  };
};

const answerOf = ({ status, headers }: EgressResponse, now: number): Answer => {
  const outcome = status >= 200 && status < 300 ? 'delivered' : status >= 300 && status < 400 ? 'redirected' : 'refused-by-receiver';
  return { outcome, status, retryAfterMs: retryAfterMs(headers['retry-after'], now) };
};

const outcomeOf = (deps: SendDeps, webhook: WebhookRecord, error: unknown): AttemptOutcome => {
  const code = error instanceof AppError ? error.code : 'internal';
  switch (code) {
    case 'egress-refused':
      return 'egress-refused';
    case 'timed-out':
      return 'timed-out';
    case 'unavailable':
      return 'unreachable';
    default:
      // The address may be a secret itself, as Slack's are.
      deps.log.error('webhook send-failed', {
        tenant: webhook.tenant,
        webhookId: webhook.id,
        error: String(error).replaceAll(webhook.url, '(address)'),
      });
      return 'internal-error';
  }
};
