import { type Caller, requireScope } from '../model/actor.ts';
import { AppError } from '../model/error.ts';
import type { Deps } from '../ports/deps.ts';
import { keys, lists } from '../store/keys.ts';
import { decode } from '../store/record.ts';
import { isWithin, type Listed, type PageRequest, readList, type TimeSpan } from '../store/time-list.ts';
import { type DeploymentRecord, deploymentRecord } from './record.ts';

/** Every member that is set must match. */
export type DeploymentFilter = TimeSpan &
  PageRequest & { readonly environment?: string | undefined; readonly service?: string | undefined };

/** What was deployed, newest first. */
export const listDeployments = async (
  deps: Pick<Deps, 'table'>,
  caller: Caller,
  filter: DeploymentFilter,
): Promise<Listed<DeploymentRecord>> => {
  requireScope(caller, 'deployment:read');
  const { environment, limit, since, until, after } = filter;
  const page = await readList(deps.table, {
    tenant: caller.tenant,
    list: environment === undefined ? lists.deployments : lists.environment(environment),
    limit,
    since,
    until,
    after,
    accepts: (item) => matches(filter, decode(deploymentRecord, item)),
  });
  return { ...page, items: page.items.map((item) => decode(deploymentRecord, item)) };
};

const matches = (filter: DeploymentFilter, { service, deployedAt }: DeploymentRecord): boolean =>
  (filter.service === undefined || service === filter.service) && isWithin(filter, deployedAt);

/** Throws AppError `not-found`. */
export const getDeployment = async (deps: Pick<Deps, 'table'>, caller: Caller, id: string): Promise<DeploymentRecord> => {
  requireScope(caller, 'deployment:read');
  const item = await deps.table.get(keys.deployment(caller.tenant, id));
  if (!item) throw new AppError('not-found', 'there is no such deployment');
  return decode(deploymentRecord, item);
};
