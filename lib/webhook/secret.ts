import { instant } from '../ports/clock.ts';
import type { Deps } from '../ports/deps.ts';
import type { WebhookRecord } from './record.ts';
import { mintSigningKey, type Signing } from './signature.ts';

export type SecretReference = WebhookRecord['secrets'][number];

type SecretDeps = Pick<Deps, 'clock' | 'ids' | 'secrets'>;

/** Stored before the record that names it: a record never names a secret that is not there. */
export const storeNewSecret = async (
  deps: SecretDeps,
  webhookId: string,
  signing: Signing,
): Promise<{ readonly reference: SecretReference; readonly verifier: string }> => {
  const { secret, verifier } = mintSigningKey(deps.ids, signing);
  const name = `webhook/${webhookId}/${deps.ids.next('whk')}`;
  await deps.secrets.put(name, secret);
  return { reference: { name, createdAt: instant(deps.clock), retiresAt: null }, verifier };
};

export const storeCredential = async (deps: Pick<Deps, 'secrets'>, webhookId: string, value: string): Promise<string> => {
  const name = `webhook/${webhookId}/credential`;
  await deps.secrets.put(name, value);
  return name;
};

/** After the record that named them was written without them. */
export const deleteSecrets = async (deps: Pick<Deps, 'secrets'>, references: readonly Pick<SecretReference, 'name'>[]): Promise<void> => {
  await Promise.all(references.map(({ name }) => deps.secrets.delete(name)));
};
