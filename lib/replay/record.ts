import * as z from 'zod';
import { errorCodes } from '../model/error.ts';
import { decisions, reasonCodes } from '../model/verdict.ts';
import { digestSchema, subjectSchema } from '../store/subject.ts';

export const replayStates = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export type ReplayState = (typeof replayStates)[number];
export const hasEnded = (state: ReplayState): boolean => state !== 'queued' && state !== 'running';

const decision = z.enum(decisions);
const tally = z.object({ rule: z.string(), count: z.int() });

/** How far it is. `fraction` is the part of the time asked about, 0 to 1: how many verdicts lie in it is not known before. */
const progress = z.object({ examined: z.int(), judged: z.int(), fraction: z.number() });

/** What a caller may see of a replay. Times are RFC 3339 UTC. */
export const replayView = z.object({
  id: z.string(),
  state: z.enum(replayStates),
  policy: z.object({ name: z.string(), digest: digestSchema }),
  /** Null: verdicts by any policy. */
  judgedBy: z.string().nullable(),
  repository: z.string().nullable(),
  environment: z.string().nullable(),
  since: z.string(),
  until: z.string(),
  limit: z.int(),
  createdAt: z.string(),
  createdBy: z.string(),
  updatedAt: z.string(),
  progress,
  /** How many verdicts went from what to what; those that stayed are there too. */
  decisions: z.array(z.object({ before: decision, after: decision, count: z.int() })),
  changed: z.int(),
  /** What would deny changes that were not denied, most first. */
  deniedBy: z.array(tally),
  /** Not judged again, and why. */
  passed: z.object({ withoutEvidence: z.int(), unreadable: z.int() }),
  /** There were more verdicts than `limit`. */
  truncated: z.boolean(),
  reason: z.object({ code: z.enum([...errorCodes, 'cancelled']), message: z.string() }).nullable(),
});
export type ReplayView = z.infer<typeof replayView>;

export const replayRecord = replayView.extend({
  tenant: z.string(),
  /** Pages of changes that are written; the next one continues at `position`. */
  pages: z.int(),
  position: z.object({ bucket: z.string(), before: z.string().nullable() }).nullable(),
});
export type ReplayRecord = z.infer<typeof replayRecord>;

export const viewReplay = (record: ReplayRecord): ReplayView => replayView.parse(record);

/**
 * A verdict that would be another one. `advisories`: `then` are those that it was judged by, `now` are today's, where the others are not kept.
 * `rules` are what denies or warns in the new one and did not in the old one.
 */
export const replayChange = z.object({
  verdictId: z.string(),
  evaluatedAt: z.string(),
  environment: z.string().nullable(),
  subjects: z.array(subjectSchema),
  before: decision,
  after: decision,
  reasons: z.array(z.object({ code: z.enum(reasonCodes), effect: decision, message: z.string(), count: z.int().exactOptional() })),
  rules: z.array(tally),
  advisories: z.enum(['then', 'now']),
});
export type ReplayChange = z.infer<typeof replayChange>;
