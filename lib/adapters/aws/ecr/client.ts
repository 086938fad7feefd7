import type { ECRClient } from '@aws-sdk/client-ecr';
import { clientSettings } from '../client.ts';
import { assumedRole, type RoleCredentials } from '../role.ts';
import type { EcrRegistry } from './registry-host.ts';

/** A client for each registry that is asked of: a registry answers in its own region only, and that of another account may want a role there. */
export type EcrClients = (region: string, account?: string) => Promise<ECRClient>;

/** Roles to take on for registries of other accounts, by account. */
export type EcrRoles = { readonly [account: string]: string };

/** One client for all registries of a region that this function's own role may read. */
export const clientKey = ({ account, region }: EcrRegistry, roles: EcrRoles = {}): string =>
  Object.hasOwn(roles, account) ? `${account}#${region}` : region;

export const ecrClients = (roles: EcrRoles = {}, assume: (role: string) => RoleCredentials = assumedRole): EcrClients => {
  const made = new Map<string, Promise<ECRClient>>();
  return (region, account = '') => {
    const key = clientKey({ account, region }, roles);
    const known = made.get(key);
    if (known) return known;
    const role = Object.hasOwn(roles, account) ? roles[account] : undefined;
    const client = import('@aws-sdk/client-ecr').then(
      ({ ECRClient }) => new ECRClient({ ...clientSettings, region, ...(role !== undefined && { credentials: assume(role) }) }),
    );
    made.set(key, client);
    return client;
  };
};
