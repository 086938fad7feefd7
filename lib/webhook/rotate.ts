import { auditRecord } from '../audit/record.ts';
import { type Caller, requireScope } from '../model/actor.ts';
import { instant } from '../ports/clock.ts';
import type { Deps } from '../ports/deps.ts';
import type { CreatedWebhook } from './create.ts';
import { requireWebhook } from './record.ts';
import { deleteSecrets, storeNewSecret } from './secret.ts';
import { replaceWebhook } from './update.ts';

/** How long both secrets sign, in seconds. */
export const overlapSeconds = { least: 0, most: 7 * 86_400, usual: 86_400 } as const;

/**
 * A new secret; the one before signs beside it for `keepSeconds` (0: no longer), older ones no more. Throws `not-found`, `version-mismatch`.
 */
export const rotateWebhookSecret = async (
  deps: Pick<Deps, 'table' | 'clock' | 'ids' | 'secrets'>,
  caller: Caller,
  { id, version, keepSeconds = overlapSeconds.usual }: { readonly id: string; readonly version: number; readonly keepSeconds?: number },
): Promise<CreatedWebhook> => {
  requireScope(caller, 'webhook:write');
  const stored = await requireWebhook(deps, caller.tenant, id);
  const { reference, verifier } = await storeNewSecret(deps, id, stored.record.signing);
  const retiresAt = new Date(deps.clock.now() + Math.min(keepSeconds, overlapSeconds.most) * 1000).toISOString();
  const before = stored.record.secrets.filter((secret) => secret.retiresAt === null).map((secret) => ({ ...secret, retiresAt }));
  const secrets = keepSeconds > 0 ? [reference, ...before] : [reference];
  const record = { ...stored.record, secrets, updatedAt: instant(deps.clock) };
  try {
    const webhook = await replaceWebhook(deps, stored, version, record, [auditRecord(deps, caller, 'webhook.rotate', id, { keepSeconds })]);
    const names = secrets.map(({ name }) => name);
    await deleteSecrets(
      deps,
      stored.record.secrets.filter(({ name }) => !names.includes(name)),
    );
    return { webhook, secret: verifier };
  } catch (error) {
    await deleteSecrets(deps, [reference]);
    throw error;
  }
};
