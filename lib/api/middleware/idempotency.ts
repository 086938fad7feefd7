import { createHash } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { AppError } from '../../model/error.ts';
import type { Item, Key } from '../../ports/table.ts';
import { keys } from '../../store/keys.ts';
import { decode } from '../../store/record.ts';
import type { ApiDeps, ApiEnv } from '../deps.ts';
import type { Endpoint } from '../endpoint.ts';
import { parseIdempotencyKey } from '../idempotency/key.ts';
import { type IdempotencyRecord, idempotencyRecord, packAnswer, unpackAnswer } from '../idempotency/record.ts';

type IdempotencyDeps = Pick<ApiDeps, 'table' | 'clock'>;

const keptMs = 24 * 3_600_000;
// Longer than any request of ours may take (`?wait=25`): after that its process is dead and the key may be tried anew.
const leaseMs = 60_000;

/**
 * A request with an Idempotency-Key is done once in 24 hours and answered alike every time. Only successes are kept: what failed has done
 * nothing, so its key stays free. Source: draft-ietf-httpapi-idempotency-key-header.
 */
export const idempotency =
  (deps: IdempotencyDeps, { idempotent, operation }: Endpoint): MiddlewareHandler<ApiEnv> =>
  async (c, next) => {
    const header = c.req.header('idempotency-key');
    const caller = c.get('caller');
    if (!idempotent || header === undefined || !caller) return next();
    const place = keys.idempotency(caller.tenant, operation, parseIdempotencyKey(header));
    const claim = await claimKey(deps, place, fingerprintOf(c));
    if (claim.kind === 'answered') {
      c.res = unpackAnswer(claim.answer);
      return;
    }
    await next();
    // An error has already become an answer here: whatever is no success gives the key back.
    if (c.res.status < 200 || c.res.status > 299) {
      await deps.table.write([{ kind: 'delete', key: place, when: { version: claim.item.version } }]);
      return;
    }
    const body = { ...claim.record, answer: await packAnswer(c.res.clone()) };
    await deps.table.write([
      { kind: 'put', when: { version: claim.item.version }, item: { ...claim.item, version: claim.item.version + 1, body } },
    ]);
  };

type Claim =
  | { readonly kind: 'claimed'; readonly item: Item; readonly record: IdempotencyRecord }
  | { readonly kind: 'answered'; readonly answer: NonNullable<IdempotencyRecord['answer']> };

const claimKey = async (deps: IdempotencyDeps, place: Key, fingerprint: string): Promise<Claim> => {
  const now = deps.clock.now();
  const existing = await deps.table.get(place);
  const known = existing && decode(idempotencyRecord(), existing);
  // An item past its time may still be there: the store deletes it when it gets to it.
  if (known && known.expiresAt > now) {
    if (known.fingerprint !== fingerprint) {
      throw new AppError('idempotency-mismatch', 'this Idempotency-Key was sent with another request; use a new one');
    }
    if (known.answer) return { kind: 'answered', answer: known.answer };
    if (known.leaseEndsAt > now) throw inProgress();
  }
  const record = { fingerprint, expiresAt: now + keptMs, leaseEndsAt: now + leaseMs, answer: null };
  const item = { ...place, version: (existing?.version ?? 0) + 1, body: record, expiresAt: Math.ceil(record.expiresAt / 1000) };
  const written = await deps.table.write([{ kind: 'put', when: existing ? { version: existing.version } : 'absent', item }]);
  if (written.kind === 'conflict') throw inProgress();
  return { kind: 'claimed', item, record };
};

const inProgress = () =>
  new AppError('idempotency-in-progress', 'the first request with this Idempotency-Key has not ended yet', { retryAfterSeconds: 1 });

const fingerprintOf = (c: Context<ApiEnv>): string => {
  const { pathname, search } = new URL(c.req.url);
  return createHash('sha256')
    .update(`${c.req.method}\n${pathname}${search}\n${c.req.header('content-type') ?? ''}\n`)
    .update(c.get('body'))
    .digest('hex');
};
