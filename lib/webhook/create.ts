import { auditRecord } from '../audit/record.ts';
import { type Caller, requireScope } from '../model/actor.ts';
import { AppError } from '../model/error.ts';
import { instant } from '../ports/clock.ts';
import type { Deps } from '../ports/deps.ts';
import { keys } from '../store/keys.ts';
import { allWebhooks } from './fan-out.ts';
import { healthy } from './health.ts';
import { checkAddress, type NewWebhook, newWebhook, parseInput } from './input.ts';
import { maxEndpoints } from './limits.ts';
import { viewWebhook, type WebhookRecord, type WebhookView, webhookBody } from './record.ts';
import { storeCredential, storeNewSecret } from './secret.ts';

/** `secret` is what the receiver verifies with; it is in this answer and nowhere else. */
export type CreatedWebhook = { readonly webhook: WebhookView; readonly secret: string };

type CreateDeps = Pick<Deps, 'table' | 'clock' | 'ids' | 'egress' | 'secrets'>;

/** Throws `invalid-request`, `egress-refused`, and `conflict` when the tenant has as many endpoints as it may have. */
export const createWebhook = async (deps: CreateDeps, caller: Caller, input: NewWebhook): Promise<CreatedWebhook> => {
  requireScope(caller, 'webhook:write');
  const wanted = parseInput(newWebhook, input);
  checkAddress(deps, wanted.url);
  if ((await allWebhooks(deps, caller.tenant)).length >= maxEndpoints) {
    throw new AppError('conflict', `there are ${maxEndpoints} webhooks already, remove one first`);
  }
  const id = deps.ids.next('whk');
  const { reference, verifier } = await storeNewSecret(deps, id, wanted.signing);
  const credential = wanted.credential === undefined ? null : await storeCredential(deps, id, wanted.credential);
  const at = instant(deps.clock);
  const record: WebhookRecord = {
    ...wanted,
    id,
    tenant: caller.tenant,
    secrets: [reference],
    credential,
    template: wanted.template ?? null,
    disabled: null,
    createdAt: at,
    updatedAt: at,
  };
  const written = await deps.table.write([
    { kind: 'put', when: 'absent', item: { ...keys.webhook(caller.tenant, id), version: 1, body: webhookBody(record) } },
    auditRecord(deps, caller, 'webhook.create', id, { events: wanted.events, format: wanted.format }),
  ]);
  if (written.kind === 'conflict') throw new AppError('conflict', 'the webhook could not be created, try again');
  return { webhook: viewWebhook(1, record, healthy), secret: verifier };
};
