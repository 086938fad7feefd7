import { auditRecord } from '../audit/record.ts';
import { actorName, type Caller, requireScope } from '../model/actor.ts';
import type { Digest } from '../model/digest.ts';
import { AppError } from '../model/error.ts';
import { builtInDigest } from '../policy/built-in-document.ts';
import { loadVersion } from '../policy-version/get.ts';
import { activeDigest, policyAsked } from '../policy-version/named.ts';
import { instant } from '../ports/clock.ts';
import type { Deps } from '../ports/deps.ts';
import { keys, lists } from '../store/keys.ts';
import { markBuckets } from '../store/time-list.ts';
import type { ReplayInput } from './input.ts';
import { type ReplayRecord, type ReplayView, viewReplay } from './record.ts';
import { sendReplay } from './send.ts';
import { replayItem } from './store.ts';

const monthMs = 30 * 86_400_000;
const usualLimit = 10_000;

/**
 * "What would have been denied last month?": queues the stored verdicts of a time to be judged by a version of a policy. Nothing that was decided
 * changes. Throws `not-found` for a policy or a version that is not stored, `invalid-request` for a time that ends before it begins.
 */
export const startReplay = async (deps: Deps, caller: Caller, input: ReplayInput): Promise<ReplayView> => {
  requireScope(caller, 'policy:write');
  const digest = await digestAsked(deps, caller.tenant, input);
  const now = deps.clock.now();
  const until = input.until === undefined ? now : Date.parse(input.until);
  const since = input.since === undefined ? until - monthMs : Date.parse(input.since);
  if (since >= until)
    throw new AppError('invalid-request', 'since must be before until', {
      places: [{ pointer: '/since', message: 'is not before until' }],
    });
  const { policy: name, judgedBy = name, repository = null, environment = null, limit = usualLimit } = input;
  const record: ReplayRecord = {
    id: deps.ids.next('rpl'),
    tenant: caller.tenant,
    state: 'queued',
    policy: { name, digest },
    judgedBy: judgedBy === '*' ? null : judgedBy,
    repository,
    environment,
    since: new Date(since).toISOString(),
    until: new Date(until).toISOString(),
    limit,
    createdAt: instant(deps.clock),
    createdBy: actorName(caller.actor),
    updatedAt: instant(deps.clock),
    progress: { examined: 0, judged: 0, fraction: 0 },
    decisions: [],
    changed: 0,
    deniedBy: [],
    passed: { withoutEvidence: 0, unreadable: 0 },
    truncated: false,
    reason: null,
    pages: 0,
    position: null,
  };
  await markBuckets(deps.table, caller.tenant, now, [lists.replays]);
  await deps.table.write([
    { kind: 'put', when: 'absent', item: replayItem(deps, record, 1) },
    { kind: 'put', item: { ...keys.listed(caller.tenant, lists.replays, now, record.id), version: 1, body: { id: record.id } } },
    auditRecord(deps, caller, 'policy.replay', name, { replayId: record.id, digest, since: record.since, until: record.until }),
  ]);
  await sendReplay(deps, record);
  return viewReplay(record);
};

const digestAsked = async (deps: Deps, tenant: string, { policy: name, digest }: ReplayInput): Promise<Digest> => {
  if (digest === undefined) return policyAsked(name, activeDigest(deps, tenant, name));
  if (builtInDigest(name) === digest || (await loadVersion(deps, tenant, name, digest)) !== null) return digest;
  throw new AppError('not-found', 'there is no such version of this policy');
};
