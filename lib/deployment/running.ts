import { type Caller, requireScope } from '../model/actor.ts';
import type { Deps } from '../ports/deps.ts';
import type { Key, PageKey } from '../ports/table.ts';
import { keys } from '../store/keys.ts';
import { decode } from '../store/record.ts';
import { type DeployedPart, placeOf, type RunningPart, runningRecord } from './record.ts';

export type RunningPage = { readonly items: readonly RunningPart[]; readonly next?: PageKey };
export type RunningQuery = {
  readonly environment: string;
  readonly service?: string | undefined;
  readonly limit: number;
  readonly after?: PageKey | undefined;
};

type Where = Pick<RunningPart, 'environment' | 'service'> & Pick<DeployedPart, 'kind' | 'repository' | 'digests'>;

export const runningPlace = (tenant: string, part: Where): Key =>
  keys.running(tenant, { environment: part.environment, service: part.service, of: placeOf(part) });

/** What runs in an environment, by service and then by repository. */
export const listRunning = async (deps: Pick<Deps, 'table'>, caller: Caller, query: RunningQuery): Promise<RunningPage> => {
  requireScope(caller, 'deployment:read');
  return runningOf(deps, caller.tenant, query);
};

export const runningOf = async (deps: Pick<Deps, 'table'>, tenant: string, query: RunningQuery): Promise<RunningPage> => {
  const { environment, service = null, limit, after } = query;
  const first = keys.running(tenant, { environment, service, of: '' });
  const page = await deps.table.query({
    partition: first.pk,
    ...(service !== null && { prefix: first.sk }),
    limit,
    ...(after && { after }),
  });
  return { items: page.items.map((item) => decode(runningRecord, item)), ...(page.next && { next: page.next }) };
};

/** One read by key: what runs in place of this part now. */
export const runningPart = async (deps: Pick<Deps, 'table'>, tenant: string, part: Where): Promise<RunningPart | undefined> => {
  const item = await deps.table.get(runningPlace(tenant, part));
  return item && decode(runningRecord, item);
};
