import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AppError } from '../../model/error.ts';
import { isRecent } from '../../model/recent.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Secrets } from '../../ports/secrets.ts';
import { checkSecretName, checkSecretValue } from '../../store/secret.ts';
import { lazy } from '../embedded/lazy.ts';
import { backOff, clientSettings, type Pace, systemPace } from './client.ts';
import { calling, exceptionName } from './failure.ts';

export type SecretsManagerOptions = {
  readonly clock: Clock;
  /** Before every name: `plimsoll/<stage>/`. The role's policy names it too. */
  readonly prefix: string;
  /** How long a value is kept: so long after it was rotated elsewhere the new one is used. Default a minute. */
  readonly keepMs?: number;
  readonly client?: () => Promise<SecretsManagerClient>;
  readonly pace?: Pace;
};

/** `isForced`: read because the value before was refused. */
type Kept = { readonly value: string | undefined; readonly readAt: number; readonly isForced: boolean };

const service = 'the store of secrets';
const defaultKeepMs = 60_000;
/** A value that is refused again and again must not become a call each time. */
const pauseMs = 5_000;
const mostKept = 1_000;
const mostTries = 5;
/** A secret that was deleted by mistake can be brought back for a week, the shortest time there is. Source: DeleteSecret, RecoveryWindowInDays. */
const recoveryDays = 7;

const newClient = async (): Promise<SecretsManagerClient> => {
  const { SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
  return new SecretsManagerClient(clientSettings);
};

export const secretsManager = (options: SecretsManagerOptions): Secrets => {
  const { clock, prefix, keepMs = defaultKeepMs, client = lazy(newClient), pace = systemPace } = options;
  const kept = new Map<string, Kept>();
  const keep = (name: string, value: string | undefined, isForced: boolean): void => {
    if (kept.size >= mostKept) kept.clear();
    kept.set(name, { value, readAt: clock.now(), isForced });
  };
  return {
    get: async (name, isRefused = false) => {
      checkSecretName(name);
      const known = kept.get(name);
      const goodMs = isRefused ? (known?.isForced ? pauseMs : 0) : keepMs;
      if (known && isRecent(known.readAt, goodMs, clock.now())) return known.value;
      try {
        const value = await calling(service, async () => read(await client(), prefix + name));
        keep(name, value, isRefused);
        return value;
      } catch (error) {
        // While the service is away the last value known is better than none: it is good unless it was rotated in this very time.
        if (known?.value !== undefined && error instanceof AppError && error.code === 'unavailable') return known.value;
        throw error;
      }
    },
    put: async (name, value) => {
      checkSecretName(name);
      checkSecretValue(value);
      await calling(service, async () => write(await client(), pace, prefix + name, value));
      // Not kept: of two that put at once one has won, and both must use that one's.
      kept.delete(name);
    },
    delete: async (name) => {
      checkSecretName(name);
      await calling(service, async () => remove(await client(), prefix + name));
      kept.delete(name);
    },
  };
};

const isAbsent = (error: unknown): boolean => exceptionName(error) === 'ResourceNotFoundException';
/** Said of a secret that waits for its deletion. Source: Secrets Manager API reference, InvalidRequestException. */
const isDeleted = (error: unknown): boolean => exceptionName(error) === 'InvalidRequestException';

const read = async (client: SecretsManagerClient, id: string): Promise<string | undefined> => {
  const { GetSecretValueCommand } = await import('@aws-sdk/client-secrets-manager');
  try {
    return (await client.send(new GetSecretValueCommand({ SecretId: id }))).SecretString;
  } catch (error) {
    if (isAbsent(error) || isDeleted(error)) return undefined;
    throw error;
  }
};

/** Whichever of the three states the secret is in, and whoever changes it meanwhile. */
const write = async (client: SecretsManagerClient, pace: Pace, id: string, value: string): Promise<void> => {
  const { CreateSecretCommand, PutSecretValueCommand, RestoreSecretCommand } = await import('@aws-sdk/client-secrets-manager');
  for (let attempt = 0; attempt < mostTries; attempt += 1) {
    try {
      await client.send(new PutSecretValueCommand({ SecretId: id, SecretString: value }));
      return;
    } catch (error) {
      if (isDeleted(error)) await client.send(new RestoreSecretCommand({ SecretId: id }));
      else if (!isAbsent(error)) throw error;
      else if (await created(client.send(new CreateSecretCommand({ Name: id, SecretString: value })))) return;
    }
    await backOff(pace, attempt);
  }
  throw new AppError('unavailable', 'the secret is being changed by others', { retryAfterSeconds: 1 });
};

const created = async (creating: Promise<unknown>): Promise<boolean> => {
  try {
    await creating;
    return true;
  } catch (error) {
    if (exceptionName(error) === 'ResourceExistsException' || isDeleted(error)) return false;
    throw error;
  }
};

const remove = async (client: SecretsManagerClient, id: string): Promise<void> => {
  const { DeleteSecretCommand } = await import('@aws-sdk/client-secrets-manager');
  try {
    await client.send(new DeleteSecretCommand({ SecretId: id, RecoveryWindowInDays: recoveryDays }));
  } catch (error) {
    if (!isAbsent(error) && !isDeleted(error)) throw error;
  }
};
