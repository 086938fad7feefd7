import type { ECRClient } from '@aws-sdk/client-ecr';
import { clientSettings } from '../client.ts';

/** A client for each region that is asked of: a registry answers in its own region only. */
export type EcrClients = (region: string) => Promise<ECRClient>;

export const ecrClients = (): EcrClients => {
  const made = new Map<string, Promise<ECRClient>>();
  return (region) => {
    const known = made.get(region);
    if (known) return known;
    const client = import('@aws-sdk/client-ecr').then(({ ECRClient }) => new ECRClient({ ...clientSettings, region }));
    made.set(region, client);
    return client;
  };
};
