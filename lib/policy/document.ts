import * as z from 'zod';
import { fingerprintOf, publicKey } from '../image/attached/trust.ts';
import { plainSignature } from '../image/signature/ask.ts';
import { longestGlob } from '../model/glob.ts';
import { isObject, type JsonObject } from '../model/json.ts';
import { severities } from '../model/severity.ts';
import { modes } from '../model/verdict.ts';
import { findingSources } from './registry-findings.ts';

export const policyApiVersion = 'plimsoll.dev/v1';

// DNS labels, so that a name fits into keys, paths and addresses as it is. Source: RFC 1123.
const name = z
  .string()
  .regex(
    /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
    'lower-case letters, digits and "-", at most 63, starting and ending with a letter or digit',
  );
const text = z.string().max(2_000);
const severity = z.enum(severities);
const mode = z.enum(modes);
const action = z.enum(['allow', 'warn', 'deny', 'unknown']);
const glob = z.string().min(1).max(longestGlob);
const days = z.number().min(0).max(36_500);
const duration = z.string().regex(/^[1-9][0-9]{0,6}[smhd]$/, 'a whole number and s, m, h or d, such as 12h or 7d');

/** A bare name is the short form of `{ <key>: name }`. */
const named = <Shape extends z.ZodRawShape>(key: string, shape: z.ZodObject<Shape>) =>
  z.preprocess((value) => (typeof value === 'string' ? { [key]: value } : value), shape);

const packUse = z.strictObject({ pack: z.string().min(1).max(63), mode: mode.or(z.literal('off')).optional() });

// An engine, a namespace, a policy and a rule of it, as `kyverno/team/require-labels/check-team`.
const longestRuleName = 400;

/** `rule`: an id, or any tool's alias for it. `effect` denies or warns whatever the severity; `mode: off` takes a pack's rule out. */
const ruleUse = z.strictObject({
  rule: z.string().min(1).max(longestRuleName),
  severity: severity.optional(),
  mode: z.enum([...modes, 'off']).optional(),
  effect: z.enum(['deny', 'warn']).optional(),
  params: z.record(z.string().max(64), z.json()).optional(),
});

const limit = severity.or(z.literal('never'));
const threshold = z.strictObject({ deny: limit.optional(), warn: limit.optional() });

/** Every member that is set must hold; the first condition of the list that holds decides. Ages are in whole or part days before the evaluation. */
const condition = z.strictObject({
  name: z.string().min(1).max(128),
  effect: z.enum(['deny', 'warn', 'ignore']),
  ids: z.array(z.string().min(1).max(128)).min(1).max(1_000).optional(),
  severity: severity.optional(),
  cvss: z.number().min(0).max(10).optional(),
  epss: z.number().min(0).max(1).optional(),
  kev: z.boolean().optional(),
  fix: z.enum(['available', 'none']).optional(),
  disclosedDaysAgo: days.optional(),
  fixedDaysAgo: days.optional(),
  packages: z.array(glob).min(1).max(200).optional(),
  paths: z.array(glob).min(1).max(200).optional(),
  vendorStatus: z.array(z.string().min(1).max(64)).min(1).max(50).optional(),
  layer: z.enum(['base', 'own']).optional(),
  new: z.boolean().optional(),
});

const actions = z.strictObject({
  unknown: action.optional(),
  stale: action.optional(),
  error: action.optional(),
  unsupported: action.optional(),
  notEvaluated: action.optional(),
  signatureUnread: action.optional(),
});

/** What the scanner of the image's own registry counts for, where there is one. `missing`: what to do when it has nothing to say; `wait`: for how long to wait for it. */
const registryFindings = z.strictObject({
  decides: z.enum(findingSources).optional(),
  missing: action.optional(),
  wait: duration.or(z.literal('never')).optional(),
});

/** Who is trusted to sign: public keys in PEM, and whom certificates name. */
const signers = {
  keys: z
    .array(
      z
        .string()
        .max(8_000)
        .refine((pem) => publicKey(pem) !== undefined, 'a public key in PEM is expected: EC, Ed25519, or RSA of 2048 bits or more'),
    )
    .max(20)
    .optional(),
  identities: z
    .array(z.strictObject({ issuer: z.url().max(1_000), subject: z.string().min(1).max(longestGlob) }))
    .max(50)
    .optional(),
};

/** Documents that are attached to an image: by whose signature they count, and whether those count that have none. */
const attachedTrust = z.strictObject({ ...signers, unsigned: z.boolean().optional() });

/** What must be signed: `signature`, or a pattern of predicate types. */
const requirement = z
  .strictObject({
    type: z.string().min(1).max(longestGlob),
    builder: glob.optional(),
    annotations: z.record(z.string().min(1).max(128), z.string().max(1_000)).optional(),
  })
  .refine(({ type, builder }) => type !== plainSignature || builder === undefined, {
    message: 'a signature does not say who has built the image: ask it of provenance, as of the type https://slsa.dev/provenance/*',
    path: ['builder'],
  });

/** One key can be written in several ways. */
const distinctKeys = (keys: readonly string[]): number => {
  const known = keys.map((pem) => publicKey(pem)).filter((key) => key !== undefined);
  return new Set(known.map(fingerprintOf)).size;
};

/** Whose signatures images must have; the first of the list that speaks of an image's repository counts. */
const signatureAsk = z
  .strictObject({
    ...signers,
    repositories: z.array(glob).min(1).max(200).optional(),
    atLeast: z.int().min(1).max(20).optional(),
    require: z.array(named('type', requirement)).min(1).max(10).optional(),
  })
  .refine(({ keys = [], identities = [] }) => keys.length + identities.length > 0, 'keys or identities are expected: whose count')
  .refine(({ keys = [], identities = [], atLeast = 1 }) => identities.length > 0 || distinctKeys(keys) >= atLeast, {
    message: 'there are fewer keys than must have signed',
    path: ['atLeast'],
  });

const mostAdmissionPolicies = 2_000;

/**
 * A policy of another engine as it would be applied to a cluster, or what belongs to one: an exception, a binding, an object that it asks for. It came out of a
 * reader of YAML or JSON: its values are those of JSON.
 */
const admissionPolicy = z.custom<JsonObject>(
  (document) => isObject(document) && typeof document['kind'] === 'string' && typeof document['apiVersion'] === 'string',
  'a whole document is expected: apiVersion, kind, metadata and what belongs to them',
);

const metadata = z.strictObject({ name, description: text.optional() });

/** A policy: which rules apply, how much each weighs, and what may stop a change. */
export const policySchema = z.strictObject({
  apiVersion: z.literal(policyApiVersion),
  kind: z.literal('Policy'),
  metadata,
  spec: z.strictObject({
    mode: mode.optional(),
    admissionPolicies: z.array(admissionPolicy).max(mostAdmissionPolicies).optional(),
    packs: z.array(named('pack', packUse)).max(50).optional(),
    rules: z.array(named('rule', ruleUse)).max(2_000).optional(),
    thresholds: z
      .strictObject({
        misconfiguration: threshold.optional(),
        vulnerability: threshold.extend({ fixableOnly: z.boolean().optional(), newOnly: z.boolean().optional() }).optional(),
      })
      .optional(),
    vulnerabilities: z.array(condition).max(500).optional(),
    registryFindings: registryFindings.optional(),
    attachedSboms: attachedTrust.optional(),
    attachedVex: attachedTrust.optional(),
    imageSignatures: z.array(signatureAsk).min(1).max(50).optional(),
    baseline: z.string().min(1).max(1_024).optional(),
    vex: z.enum(['honour', 'ignore']).optional(),
    linked: z.enum(['honour', 'ignore']).optional(),
    unknownSeverityAs: severity.exclude(['unknown']).optional(),
    actions: actions.optional(),
    waivers: z.strictObject({ annotations: z.boolean().optional(), comments: z.boolean().optional() }).optional(),
    freshness: z
      .strictObject({ evidence: duration.or(z.literal('never')).optional(), advisories: duration.or(z.literal('never')).optional() })
      .optional(),
  }),
});
export type PolicyDocument = z.infer<typeof policySchema>;
export type ConditionDocument = z.infer<typeof condition>;

const globs = z.array(glob).min(1).max(200);

/** Which policy judges what: an ordered list, the first whose every member matches wins; `default` when none does. */
export const mappingSchema = z.strictObject({
  apiVersion: z.literal(policyApiVersion),
  kind: z.literal('PolicyMapping'),
  metadata,
  spec: z.strictObject({
    mappings: z
      .array(
        z.strictObject({
          name: z.string().min(1).max(128).optional(),
          match: z.strictObject({
            repository: globs.optional(),
            namespace: globs.optional(),
            environment: globs.optional(),
            stage: globs.optional(),
            labels: z.record(z.string().min(1).max(317), glob).optional(),
          }),
          policy: name,
          mode: mode.optional(),
          failMode: z.enum(['open', 'closed']).optional(),
          onlyIfWorse: z.boolean().optional(),
        }),
      )
      .max(1_000),
    default: name,
  }),
});
export type MappingDocument = z.infer<typeof mappingSchema>;
