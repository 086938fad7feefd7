import { auditRecord } from '../audit/record.ts';
import { type Caller, requireScope } from '../model/actor.ts';
import { AppError } from '../model/error.ts';
import type { Deps } from '../ports/deps.ts';
import { keys } from '../store/keys.ts';
import { requireWebhook } from './record.ts';
import { deleteSecrets } from './secret.ts';

/** What was on its way is dropped at its next attempt. Throws `not-found`, `version-mismatch`. */
export const removeWebhook = async (
  deps: Pick<Deps, 'table' | 'clock' | 'ids' | 'secrets'>,
  caller: Caller,
  { id, version }: { readonly id: string; readonly version: number },
): Promise<void> => {
  requireScope(caller, 'webhook:write');
  const { record } = await requireWebhook(deps, caller.tenant, id);
  const written = await deps.table.write([
    { kind: 'delete', key: keys.webhook(caller.tenant, id), when: { version } },
    { kind: 'delete', key: keys.webhookHealth(caller.tenant, id) },
    auditRecord(deps, caller, 'webhook.remove', id, { description: record.description }),
  ]);
  if (written.kind === 'conflict') throw new AppError('version-mismatch', 'the webhook has changed since it was read');
  await deleteSecrets(deps, [...record.secrets, ...(record.credential === null ? [] : [{ name: record.credential }])]);
};
