import * as z from 'zod';
import { severities } from '../../model/severity.ts';
import { decisions, modes, reasonCodes } from '../../model/verdict.ts';
import { named } from './named.ts';

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
export const decision = z.enum(decisions);
const severity = z.enum(severities);
const policy = z.object({ name: z.string(), digest });

export const subjectSchema = named(
  'Subject',
  z.object({
    kind: z.enum(['image', 'manifests', 'dockerfile']),
    ref: z.string().describe('As the asker named it'),
    digest: digest.describe('What was judged'),
    repository: z.string().optional(),
    platform: z.string().optional(),
  }),
);

const location = z.object({
  file: z.string().optional(),
  line: z.int().optional(),
  column: z.int().optional(),
  endLine: z.int().optional(),
  pointer: z.string().optional(),
  template: z.string().optional().describe('The line is of a rendered text; the template that Helm says it comes from'),
  layer: digest.optional(),
  path: z.string().optional(),
});

const waiverMark = z.object({
  id: z.string(),
  reason: z.string(),
  author: z.string(),
  expiresAt: z.string().optional(),
  origin: z.string(),
});

export const findingSchema = named(
  'Finding',
  z.object({
    rule: z.string(),
    aliases: z.array(z.string()).describe("The same check in other tools' words; a vulnerability's ids"),
    severity,
    mode: z.enum(modes),
    effect: z.enum(['deny', 'warn', 'none']).describe('What it did to the decision after threshold, mode and waiver'),
    message: z.string(),
    remediation: z.string(),
    subject: z.int().describe('Index into `subjects`'),
    object: z.string().optional(),
    container: z.string().optional(),
    location,
    package: z
      .object({ purl: z.string(), name: z.string(), version: z.string(), fixedIn: z.string().nullable(), path: z.string().optional() })
      .optional(),
    vulnerability: z.object({ id: z.string() }).catchall(z.unknown()).optional(),
    patch: z
      .unknown()
      .describe(
        'How to mend it, or null: `json` with RFC 6902 operations, `merge` with a document for `kubectl patch`, `text` with edits of a file',
      ),
    waiver: waiverMark.nullable(),
    fingerprint: digest.describe('Stays the same when lines move or a message is reworded'),
  }),
);

export const reasonSchema = z.object({
  code: z.enum(reasonCodes),
  effect: decision,
  message: z.string(),
  count: z.int().optional(),
  subjects: z
    .array(z.object({ subject: z.int(), count: z.int() }))
    .optional()
    .describe('Which of several subjects it is about, and how often; absent: all of them'),
});

const verdictMembers = {
  decision: decision.describe('`deny` is a successful answer'),
  policy,
  evaluatedAt: z.string(),
  subjects: z.array(subjectSchema),
  findings: z.array(findingSchema),
  reasons: z.array(reasonSchema),
  notEvaluated: z.array(
    z.object({ rule: z.string(), subject: z.int(), object: z.string().optional(), container: z.string().optional(), reason: z.string() }),
  ),
  errors: z.array(
    z.object({
      code: z.string(),
      message: z.string(),
      subject: z.int(),
      file: z.string().optional(),
      line: z.int().optional(),
      column: z.int().optional(),
      pointer: z.string().optional(),
    }),
  ),
  unmatchedVex: z
    .array(
      z.object({
        subject: z.int(),
        document: z.string(),
        author: z.string(),
        artifact: digest,
        key: digest.nullable().describe('SHA-256 of the public key that signed it; null: nobody, and the policy hears it all the same'),
        total: z.int(),
        statements: z
          .array(
            z.object({
              ids: z.array(z.string()),
              status: z.enum(['not_affected', 'affected', 'fixed', 'under_investigation']),
              product: z.string(),
              components: z.array(z.string()),
              why: z.enum(['product-unreadable', 'product-not-there', 'issue-not-found']),
            }),
          )
          .describe('The first hundred'),
        ignored: z.record(z.string(), z.int()).describe('What could not be taken for a statement, by reason'),
      }),
    )
    .optional()
    .describe('Statements of attached VEX documents that changed nothing, and why; absent where there is none'),
  signers: z
    .array(
      z.object({
        subject: z.int(),
        signatures: z.array(
          z.object({
            type: z.string().describe('`signature`, or the predicate type of the statement that was signed'),
            signer: z.union([
              z.object({ kind: z.literal('key'), key: digest.describe('SHA-256 of the public key') }),
              z.object({ kind: z.literal('identity'), issuer: z.string(), subject: z.string() }),
            ]),
            artifact: digest.describe('Where the signature stands'),
            about: digest.describe('The image, or its index'),
          }),
        ),
      }),
    )
    .optional()
    .describe('Who of those whom the policy trusts has signed the images; absent where it asks for no signatures, and where nobody has'),
  inputs: z.object({
    evidence: z.array(digest),
    waivers: digest,
    advisories: digest.nullable(),
    registry: digest.optional().describe("Of what the images' registries found; absent where none was asked"),
    baseline: digest.optional().describe('Of the images that it was measured against; absent where the policy does not ask what is new'),
    rules: z.string(),
  }),
};

export const verdictSchema = named(
  'Verdict',
  z.object({ id: z.string().optional().describe('Absent when nothing was recorded'), ...verdictMembers }),
);

export const verdictSummarySchema = named(
  'VerdictSummary',
  z.object({
    id: z.string(),
    decision,
    policy,
    evaluatedAt: z.string(),
    environment: z.string().nullable(),
    scanId: z.string().nullable(),
    subjects: z.array(subjectSchema).describe('The first eight'),
    subjectCount: z.int(),
    counts: z.object(Object.fromEntries(severities.map((name) => [name, z.int()]))).describe('Findings that are not waived'),
    waived: z.int(),
    cause: z
      .enum(['advisory', 'registry'])
      .optional()
      .describe("Judged again because an advisory, or what the image's registry found, changed; absent when somebody asked"),
  }),
);
