import { AppError } from '../../../model/error.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Credential, Credentials } from '../../registry/distribution/credentials.ts';
import { exceptionName, failureOf } from '../failure.ts';
import { clientKey, type EcrClients, type EcrRoles } from './client.ts';
import { type EcrRegistry, ecrRegistryOf } from './registry-host.ts';

export type EcrCredentialOptions = {
  readonly clients: EcrClients;
  readonly clock: Clock;
  readonly hosts?: { readonly [host: string]: EcrRegistry };
  readonly roles?: EcrRoles;
  /** Asked for every registry that is not ECR's. */
  readonly others: Credentials;
};

type Token = { readonly credential: Credential; readonly endsAt: number };

/** A token lasts twelve hours; a new one is taken this long before. Source: GetAuthorizationToken. */
const renewBeforeMs = 30 * 60_000;

/** The token of the role that runs this, for registries of ECR; it opens every registry that the role may read, in any account. Those with a role of their own have a token of it. */
export const ecrCredentials = ({ clients, clock, hosts, roles, others }: EcrCredentialOptions): Credentials => {
  const tokens = new Map<string, Promise<Token>>();
  const ask = (registry: EcrRegistry): Promise<Token> => {
    const key = clientKey(registry, roles);
    const asked = newToken(clients, registry);
    tokens.set(key, asked);
    // A failure is not kept.
    asked.catch(() => tokens.delete(key));
    return asked;
  };
  const fresh = async (registry: EcrRegistry): Promise<Token> => {
    const key = clientKey(registry, roles);
    const known = tokens.get(key) ?? ask(registry);
    const token = await known;
    if (token.endsAt - renewBeforeMs > clock.now()) return token;
    // Of those who found it too old at the same time, the first asks for all.
    return tokens.get(key) === known ? ask(registry) : fresh(registry);
  };
  return async (registry, signal, isRefused) => {
    const ecr = ecrRegistryOf(registry, hosts);
    return ecr ? (await fresh(ecr)).credential : others(registry, signal, isRefused);
  };
};

const newToken = async (clients: EcrClients, { account, region }: EcrRegistry): Promise<Token> => {
  const { GetAuthorizationTokenCommand } = await import('@aws-sdk/client-ecr');
  try {
    const answer = await (await clients(region, account)).send(new GetAuthorizationTokenCommand({}));
    const [data] = answer.authorizationData ?? [];
    const [username, password] = Buffer.from(data?.authorizationToken ?? '', 'base64')
      .toString()
      .split(':');
    if (!username || !password) throw new AppError('registry-unauthorized', 'ECR gave no token');
    return { credential: { kind: 'basic', username, password }, endsAt: data?.expiresAt?.getTime() ?? 0 };
  } catch (error) {
    if (exceptionName(error) !== 'AccessDeniedException') throw failureOf('ECR', error);
    throw new AppError('registry-unauthorized', 'ECR refuses a token to this service', { cause: error, internal: String(error) });
  }
};
