import { auditRecord } from '../audit/record.ts';
import { type Caller, requireScope } from '../model/actor.ts';
import { AppError } from '../model/error.ts';
import { instant } from '../ports/clock.ts';
import type { Deps } from '../ports/deps.ts';
import type { WriteAction } from '../ports/table.ts';
import { keys } from '../store/keys.ts';
import { checkAddress, parseInput, type WebhookChanges, webhookChanges } from './input.ts';
import { currentView, requireWebhook, type StoredWebhook, type WebhookRecord, type WebhookView, webhookBody } from './record.ts';

type UpdateDeps = Pick<Deps, 'table' | 'clock' | 'ids' | 'egress'>;

/** `version` is the one that the caller read. Throws `not-found`, `invalid-request`, `egress-refused`, `version-mismatch`. */
export const updateWebhook = async (
  deps: UpdateDeps,
  caller: Caller,
  { id, version, changes }: { readonly id: string; readonly version: number; readonly changes: WebhookChanges },
): Promise<WebhookView> => {
  requireScope(caller, 'webhook:write');
  const { enabled, ...wanted } = parseInput(webhookChanges, changes);
  const stored = await requireWebhook(deps, caller.tenant, id);
  if (wanted.url !== undefined) checkAddress(deps, wanted.url);
  const record: WebhookRecord = {
    ...stored.record,
    ...definedMembers(wanted),
    ...(enabled !== undefined && { disabled: enabled ? null : (stored.record.disabled ?? { reason: 'request', at: instant(deps.clock) }) }),
    updatedAt: instant(deps.clock),
  };
  const recovery: WriteAction[] = enabled ? [{ kind: 'delete', key: keys.webhookHealth(caller.tenant, id) }] : [];
  const members = Object.keys(changes).sort();
  return replaceWebhook(deps, stored, version, record, [...recovery, auditRecord(deps, caller, 'webhook.update', id, { members })]);
};

/** Writes a changed endpoint with what belongs to the change. Throws `version-mismatch`. */
export const replaceWebhook = async (
  deps: Pick<Deps, 'table'>,
  { item }: StoredWebhook,
  version: number,
  record: WebhookRecord,
  more: readonly WriteAction[],
): Promise<WebhookView> => {
  const next = { ...item, version: version + 1, body: webhookBody(record) };
  const written = await deps.table.write([{ kind: 'put', when: { version }, item: next }, ...more]);
  if (written.kind === 'conflict') throw new AppError('version-mismatch', 'the webhook has changed since it was read');
  return currentView(deps, { item: next, record });
};

const definedMembers = <Members extends object>(members: Members): { [name in keyof Members]?: Exclude<Members[name], undefined> } =>
  Object.assign({}, ...Object.entries(members).map(([name, value]) => (value === undefined ? {} : { [name]: value })));
