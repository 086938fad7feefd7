import * as z from 'zod';
import { gateInput } from '../../gate/input.ts';
import { modes } from '../../model/verdict.ts';
import { named } from './named.ts';
import { decision, reasonSchema } from './verdict.ts';

export const gateRequestSchema = named('GateRequest', gateInput);

const subjectAnswer = z.object({
  subject: z.string(),
  digest: z.string().nullable(),
  decision,
  reasons: z.array(reasonSchema).describe('Of this part alone'),
  policy: z.object({ name: z.string(), digest: z.string(), mode: z.enum(modes), mapping: z.int().nullable() }),
  verdictId: z.string().nullable(),
  evaluatedAt: z.string().nullable(),
  scanId: z.string().nullable().describe('A scan that was started, or is on its way, because there is no verdict to answer from'),
  change: z
    .object({ decision, subjectCount: z.int(), reasons: z.array(reasonSchema) })
    .nullable()
    .describe('All that this part was judged together with; for reading, it takes no part in the decision'),
});

export const gateAnswerSchema = named(
  'GateAnswer',
  z.object({
    decision: decision.describe('The worst of its subjects'),
    judged: decision.describe('The same before a dry run or a broken glass made it `allow`'),
    reasons: z.array(reasonSchema),
    subjects: z.array(subjectAnswer),
    environment: z.string().nullable(),
    stage: z.string().nullable(),
    dryRun: z.boolean(),
    decidedAt: z.string(),
  }),
);

export const flatAnswerSchema = named(
  'FlatGateAnswer',
  z.object({
    allowed: z.boolean().describe('May it go: the decision is `allow` or `warn`'),
    denied: z.boolean(),
    warned: z.boolean(),
    unknown: z.boolean(),
    decision,
    judged: decision,
    message: z.string(),
  }),
);
