import { type Caller, requireScope } from '../model/actor.ts';
import { AppError } from '../model/error.ts';
import type { JsonObject } from '../model/json.ts';
import type { Deps } from '../ports/deps.ts';
import { keys, lists } from '../store/keys.ts';
import { decode } from '../store/record.ts';
import { positionOf, readList } from '../store/time-list.ts';
import { type DeploymentRecord, deploymentRecord } from './record.ts';

/** Every member that is set must match. Times in milliseconds since the epoch, `since` inclusive and `until` exclusive; `limit` 1 to 100. */
export type DeploymentFilter = {
  readonly environment?: string | undefined;
  readonly service?: string | undefined;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  readonly limit: number;
  /** The `next` of the page before. */
  readonly after?: JsonObject | undefined;
};

export type DeploymentPage = { readonly items: readonly DeploymentRecord[]; readonly next?: JsonObject };

/** What was deployed, newest first. A page may hold fewer than `limit`, even none, and still have a next one. */
export const listDeployments = async (deps: Pick<Deps, 'table'>, caller: Caller, filter: DeploymentFilter): Promise<DeploymentPage> => {
  requireScope(caller, 'deployment:read');
  const { environment, limit, since, until } = filter;
  const page = await readList(deps.table, {
    tenant: caller.tenant,
    list: environment === undefined ? lists.deployments : lists.environment(environment),
    limit,
    since,
    until,
    after: filter.after && positionOf(filter.after),
    accepts: (item) => matches(filter, decode(deploymentRecord, item)),
  });
  return { items: page.items.map((item) => decode(deploymentRecord, item)), ...(page.next && { next: { ...page.next } }) };
};

const matches = ({ service, since, until }: DeploymentFilter, record: DeploymentRecord): boolean => {
  const at = Date.parse(record.deployedAt);
  return (
    (service === undefined || record.service === service) && (since === undefined || at >= since) && (until === undefined || at < until)
  );
};

/** Throws AppError `not-found`. */
export const getDeployment = async (deps: Pick<Deps, 'table'>, caller: Caller, id: string): Promise<DeploymentRecord> => {
  requireScope(caller, 'deployment:read');
  const item = await deps.table.get(keys.deployment(caller.tenant, id));
  if (!item) throw new AppError('not-found', 'there is no such deployment');
  return decode(deploymentRecord, item);
};
