import * as z from 'zod';
import { AppError } from '../model/error.ts';
import type { JsonObject } from '../model/json.ts';
import type { Deps } from '../ports/deps.ts';
import type { Item } from '../ports/table.ts';
import { keys } from '../store/keys.ts';
import { formatNames, formats } from './format/table.ts';
import { type Health, readHealth } from './health.ts';
import { filter, template } from './input.ts';
import { signings } from './signature.ts';

/** An endpoint as stored. Secrets are names in `Secrets`, newest first; one with `retiresAt` still signs until then. */
export const webhookRecord = z.strictObject({
  id: z.string(),
  tenant: z.string(),
  url: z.string(),
  description: z.string(),
  events: z.array(z.string()).readonly(),
  filter,
  format: z.enum(formatNames),
  /** The name of a secret; see `FormatSettings`. */
  credential: z.string().nullable().default(null),
  template: template.nullable().default(null),
  signing: z.enum(signings),
  secrets: z.array(z.strictObject({ name: z.string(), createdAt: z.string(), retiresAt: z.string().nullable() })).readonly(),
  disabled: z.strictObject({ reason: z.enum(['request', 'gone', 'failing']), at: z.string() }).nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type WebhookRecord = Readonly<z.infer<typeof webhookRecord>>;

/** What may be shown. `version` is what an update must name. */
export type WebhookView = Omit<WebhookRecord, 'tenant' | 'secrets' | 'credential'> & {
  readonly hasCredential: boolean;
  readonly version: number;
  readonly state: 'active' | 'failing' | 'disabled';
  readonly failingSince: string | null;
  readonly pausedUntil: string | null;
  readonly rotatingUntil: string | null;
};

export type StoredWebhook = { readonly item: Item; readonly record: WebhookRecord };

export const readWebhook = (body: JsonObject): WebhookRecord => {
  const parsed = webhookRecord.safeParse(body);
  if (!parsed.success) throw new AppError('internal', 'a stored webhook cannot be read', { internal: z.prettifyError(parsed.error) });
  return parsed.data;
};

export const findWebhook = async (deps: Pick<Deps, 'table'>, tenant: string, id: string): Promise<StoredWebhook | undefined> => {
  const item = await deps.table.get(keys.webhook(tenant, id));
  return item && { item, record: readWebhook(item.body) };
};

/** Throws `not-found`. */
export const requireWebhook = async (deps: Pick<Deps, 'table'>, tenant: string, id: string): Promise<StoredWebhook> => {
  const stored = await findWebhook(deps, tenant, id);
  if (!stored) throw new AppError('not-found', 'there is no such webhook');
  return stored;
};

/** The body that is stored: JSON has no `undefined`, which an absent part of a filter may be. */
export const webhookBody = ({ filter: { repositories, policies, environments }, ...record }: WebhookRecord): JsonObject => ({
  ...record,
  filter: { ...(repositories && { repositories }), ...(policies && { policies }), ...(environments && { environments }) },
});

export const viewWebhook = (
  version: number,
  { tenant: _tenant, secrets, credential, ...shown }: WebhookRecord,
  health: Health,
): WebhookView => ({
  ...shown,
  url: formats[shown.format].isAddressSecret ? `${new URL(shown.url).origin}/…` : shown.url,
  hasCredential: credential !== null,
  version,
  state: shown.disabled ? 'disabled' : health.failures > 0 ? 'failing' : 'active',
  failingSince: health.failingSince,
  pausedUntil: health.pausedUntil,
  rotatingUntil: secrets.find(({ retiresAt }) => retiresAt !== null)?.retiresAt ?? null,
});

export const currentView = async (deps: Pick<Deps, 'table'>, { item, record }: StoredWebhook): Promise<WebhookView> => {
  const health = await deps.table.get(keys.webhookHealth(record.tenant, record.id));
  return viewWebhook(item.version, record, readHealth(health?.body));
};
