import { AppError } from '../../../model/error.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Credential, Credentials } from '../../registry/distribution/credentials.ts';
import { exceptionName, failureOf } from '../failure.ts';
import type { EcrClients } from './client.ts';
import { type EcrRegistry, ecrRegistryOf } from './registry-host.ts';

export type EcrCredentialOptions = {
  readonly clients: EcrClients;
  readonly clock: Clock;
  readonly hosts?: { readonly [host: string]: EcrRegistry };
  /** Asked for every registry that is not ECR's. */
  readonly others: Credentials;
};

type Token = { readonly credential: Credential; readonly endsAt: number };

/** A token lasts twelve hours; a new one is taken this long before. Source: GetAuthorizationToken. */
const renewBeforeMs = 30 * 60_000;

/** The token of the role that runs this, for registries of ECR; it opens every registry that the role may read, in any account. */
export const ecrCredentials = ({ clients, clock, hosts, others }: EcrCredentialOptions): Credentials => {
  const tokens = new Map<string, Promise<Token>>();
  const ask = (region: string): Promise<Token> => {
    const asked = newToken(clients, region);
    tokens.set(region, asked);
    // A failure is not kept.
    asked.catch(() => tokens.delete(region));
    return asked;
  };
  const fresh = async (region: string): Promise<Token> => {
    const known = tokens.get(region) ?? ask(region);
    const token = await known;
    if (token.endsAt - renewBeforeMs > clock.now()) return token;
    // Of those who found it too old at the same time, the first asks for all.
    return tokens.get(region) === known ? ask(region) : fresh(region);
  };
  return async (registry, signal) => {
    const ecr = ecrRegistryOf(registry, hosts);
    return ecr ? (await fresh(ecr.region)).credential : others(registry, signal);
  };
};

const newToken = async (clients: EcrClients, region: string): Promise<Token> => {
  const { GetAuthorizationTokenCommand } = await import('@aws-sdk/client-ecr');
  try {
    const answer = await (await clients(region)).send(new GetAuthorizationTokenCommand({}));
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
