import { auditRecord } from '../audit/record.ts';
import { actorName, type Caller, requireScope } from '../model/actor.ts';
import { AppError } from '../model/error.ts';
import { instant } from '../ports/clock.ts';
import type { Deps } from '../ports/deps.ts';
import type { WriteAction } from '../ports/table.ts';
import { keys, lists } from '../store/keys.ts';
import { markBuckets } from '../store/time-list.ts';
import { outboxEvent } from '../webhook/outbox.ts';
import type { DeploymentInput } from './input.ts';
import { partOf } from './part.ts';
import { type DeployedPart, type DeploymentRecord, placeOf, type RunningPart } from './record.ts';
import { runningOf, runningPlace } from './running.ts';

/**
 * Records what runs now, so that gates can ask whether a change is worse. Nothing is judged. Of two deployments of the same at once the
 * later one stands. Throws `invalid-request` (a tag that was never scanned, a part named twice), `invalid-reference`.
 */
export const recordDeployment = async (
  deps: Pick<Deps, 'table' | 'clock' | 'ids'>,
  caller: Caller,
  input: DeploymentInput,
): Promise<DeploymentRecord> => {
  requireScope(caller, 'deployment:write');
  const { environment, service = null, revision = null } = input;
  const subjects: DeployedPart[] = [];
  for (const [index, subject] of input.subjects.entries()) subjects.push(await partOf(deps, caller, subject, index));
  refuseTwice(subjects);
  const at = deps.clock.now();
  const id = deps.ids.next('dep');
  const record: DeploymentRecord = {
    id,
    environment,
    service,
    revision,
    subjects,
    deployedAt: instant(deps.clock),
    deployedBy: actorName(caller.actor),
  };
  const targets = [lists.deployments, lists.environment(environment)];
  await markBuckets(deps.table, caller.tenant, at, targets);
  const written = await deps.table.write([
    { kind: 'put', when: 'absent', item: { ...keys.deployment(caller.tenant, id), version: 1, body: record } },
    ...targets.map(
      (list): WriteAction => ({ kind: 'put', item: { ...keys.listed(caller.tenant, list, at, id), version: 1, body: record } }),
    ),
    ...subjects.map((part) => startsRunning(caller.tenant, record, part)),
    ...(await endsRunning(deps, caller.tenant, record)),
    auditRecord(deps, caller, 'deployment.record', id, { environment, service, subjects: subjects.map(({ subject }) => subject) }),
    ...outboxEvent(deps, caller.tenant, 'deployment.recorded', { deploymentId: id, ...record }),
  ]);
  if (written.kind === 'conflict') throw new AppError('unavailable', 'the deployment could not be recorded, try again');
  return record;
};

const refuseTwice = (parts: readonly DeployedPart[]): void => {
  const places = parts.map(placeOf);
  const twice = places.findIndex((place, index) => places.indexOf(place) !== index);
  if (twice < 0) return;
  throw new AppError('invalid-request', 'of two images of a repository only one can be what runs now', {
    places: [{ pointer: `/subjects/${twice}`, message: 'the same repository, or the same kind of files, as one before' }],
  });
};

const startsRunning = (tenant: string, { id, environment, service, deployedAt }: DeploymentRecord, part: DeployedPart): WriteAction => {
  const body: RunningPart = { ...part, deploymentId: id, environment, service, since: deployedAt };
  return { kind: 'put', item: { ...runningPlace(tenant, body), version: 1, body } };
};

// What a transaction can still take beside the rest; a service with more parts than this was not made by this call.
const mostEnded = 45;

/** Parts of the service that this deployment does not name any more. */
const endsRunning = async (
  deps: Pick<Deps, 'table'>,
  tenant: string,
  { environment, service, subjects }: DeploymentRecord,
): Promise<readonly WriteAction[]> => {
  if (service === null) return [];
  const named = new Set(subjects.map(placeOf));
  const { items } = await runningOf(deps, tenant, { environment, service, limit: 100 });
  return items
    .filter((part) => !named.has(placeOf(part)))
    .slice(0, mostEnded)
    .map((part): WriteAction => ({ kind: 'delete', key: runningPlace(tenant, part) }));
};
