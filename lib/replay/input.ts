import * as z from 'zod';
import { digestSchema } from '../store/subject.ts';

const name = z.string().min(1).max(128);
const instant = z.iso.datetime({ offset: true });

/** No replay looks at more verdicts than this. */
export const mostVerdicts = 100_000;

/**
 * The body of `POST /v1/replays`. `digest`: a stored version, active or not; without it the active one. `judgedBy`: verdicts by this policy alone,
 * `*` for those by any; without it those by the policy's own name. Times: `since` inclusive, a month ago when left out, `until` exclusive.
 */
export const replayInput = z.strictObject({
  policy: name,
  digest: digestSchema.exactOptional(),
  judgedBy: name.exactOptional(),
  repository: z.string().min(1).max(500).exactOptional(),
  environment: name.exactOptional(),
  since: instant.exactOptional(),
  until: instant.exactOptional(),
  limit: z.int().min(1).max(mostVerdicts).exactOptional().describe('How many verdicts at most, the newest first'),
});
export type ReplayInput = z.infer<typeof replayInput>;
