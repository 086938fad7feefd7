import * as z from 'zod';
import { errorCodes } from '../model/error.ts';
import { decisions } from '../model/verdict.ts';
import { savedDocument } from '../store/document.ts';
import { subjectSchema } from '../store/subject.ts';

export const activeStates = ['queued', 'resolving', 'inspecting', 'matching', 'judging'] as const;
export const terminalStates = ['succeeded', 'failed', 'unsupported', 'timed_out', 'cancelled'] as const;
export const scanStates = [...activeStates, ...terminalStates] as const;
export type ActiveState = (typeof activeStates)[number];
export type TerminalState = (typeof terminalStates)[number];
export type ScanState = ActiveState | TerminalState;

const terminal: ReadonlySet<string> = new Set(terminalStates);
export const isTerminal = (state: ScanState): state is TerminalState => terminal.has(state);

const endReason = z.object({ code: z.enum([...errorCodes, 'cancelled']), message: z.string() });
export type EndReason = z.infer<typeof endReason>;

const json = z.record(z.string(), z.json());

/** What a caller may see of a scan. Times are RFC 3339 UTC. */
export const scanView = z.object({
  id: z.string(),
  state: z.enum(scanStates),
  createdAt: z.string(),
  updatedAt: z.string(),
  /** Until then it ends, whatever happens. */
  deadlineAt: z.string(),
  images: z.array(z.object({ reference: z.string(), platform: z.string().nullable() })),
  files: z.array(z.string()),
  environment: z.string().nullable(),
  /** Of the objects that name none; null when the asker did not say. */
  namespace: z.string().nullable().default(null),
  labels: z.record(z.string(), z.string()),
  policy: z.string().nullable(),
  /** Known once tags are resolved. */
  subjects: z.array(subjectSchema),
  /** How often the present step has failed and is tried again. */
  attempt: z.number().int(),
  reason: endReason.nullable(),
  verdictId: z.string().nullable(),
  decision: z.enum(decisions).nullable(),
});
export type ScanView = z.infer<typeof scanView>;

const missing = z.object({ digest: z.string(), why: z.enum(['unsupported', 'error']), reason: z.string() });

export const scanRecord = scanView.extend({
  tenant: z.string(),
  actor: json,
  requestId: z.string(),
  input: savedDocument.nullable(),
  resolved: savedDocument.nullable(),
  matches: savedDocument.nullable(),
  /** What attached bills of materials say of its images, where a policy trusts any. */
  attached: savedDocument.nullable().default(null),
  /** Images that could not be inspected, and never will be. */
  missing: z.array(missing),
  /** Since when it waits for the scanner of an image's registry. */
  vendorSince: z.string().nullable().default(null),
  /** How often a worker ran out of time on it and gave it back. */
  releases: z.number().int().default(0),
  /** How often it was tried again by itself after it had ended. */
  retries: z.number().int().default(0),
});
export type ScanRecord = z.infer<typeof scanRecord>;

export const viewOf = (record: ScanRecord): ScanView => scanView.parse(record);
