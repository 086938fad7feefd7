import { type Caller, requireScope } from '../model/actor.ts';
import type { Deps } from '../ports/deps.ts';
import { allWebhooks } from './fan-out.ts';
import { currentView, findWebhook, requireWebhook, type WebhookView } from './record.ts';

/** All of a tenant's, oldest first: there are at most 100. */
export const listWebhooks = async (deps: Pick<Deps, 'table'>, caller: Caller): Promise<readonly WebhookView[]> => {
  requireScope(caller, 'webhook:read');
  const records = await allWebhooks(deps, caller.tenant);
  const found = await Promise.all(records.map(({ id }) => findWebhook(deps, caller.tenant, id)));
  return Promise.all(found.flatMap((stored) => (stored ? [currentView(deps, stored)] : [])));
};

/** Throws `not-found`. */
export const getWebhook = async (deps: Pick<Deps, 'table'>, caller: Caller, id: string): Promise<WebhookView> => {
  requireScope(caller, 'webhook:read');
  return currentView(deps, await requireWebhook(deps, caller.tenant, id));
};
