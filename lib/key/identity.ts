import type { Actor, Scope } from '../model/actor.ts';
import type { KeyRecord } from './record.ts';

/** Who a request comes from, by API key or by another party's token. `quotaName`: what shares one quota. */
export type Identity = {
  readonly tenant: string;
  readonly quotaName: string;
  readonly actor: Actor;
  readonly scopes: readonly Scope[];
  readonly requestsPerMinute: number | null;
};

export const identityOfKey = ({ tenant, id, name, scopes, requestsPerMinute }: KeyRecord): Identity => ({
  tenant,
  quotaName: id,
  actor: { kind: 'key', keyId: id, name },
  scopes,
  requestsPerMinute,
});
