import * as z from 'zod';
import { operations } from '../model/admission.ts';
import { severities } from '../model/severity.ts';
import { decisions, reasonCodes } from '../model/verdict.ts';
import { policyApiVersion } from '../policy/document.ts';

const name = z.string().min(1).max(200);
const text = z.string().max(200_000);

const vulnerability = z.strictObject({
  id: name,
  severity: z.enum(severities),
  package: name,
  version: name.exactOptional(),
  path: name.exactOptional(),
  fixedIn: name.nullable().exactOptional(),
  cvss: z.number().min(0).max(10).exactOptional(),
  epss: z.number().min(0).max(1).exactOptional(),
  kev: z.boolean().exactOptional(),
  published: name.exactOptional(),
  fixPublished: name.exactOptional(),
  vendorStatus: name.exactOptional(),
});

const waiver = z.strictObject({
  rule: name.exactOptional(),
  package: name.exactOptional(),
  namespace: name.exactOptional(),
  environment: name.exactOptional(),
  expiresAt: name.exactOptional(),
  untilFixed: z.boolean().exactOptional(),
});

/** Who asks, and for what, as a cluster would tell it. */
const request = z.strictObject({
  operation: z.enum(operations).exactOptional(),
  username: name.exactOptional(),
  groups: z.array(name).max(1_000).exactOptional(),
  roles: z.array(name).max(1_000).exactOptional(),
  clusterRoles: z.array(name).max(1_000).exactOptional(),
  subresource: name.exactOptional(),
});

/** `cluster`: what policies of other engines find there. `request`: of the one object of `manifests`, which takes the place of `before`. */
const asked = {
  cluster: text.exactOptional(),
  request: request.exactOptional(),
  before: text.exactOptional(),
  namespace: name.exactOptional(),
};

/** `missing`: subjects that nothing is known of, as a gate meets them. `at`: the time of the evaluation. */
const given = z.strictObject({
  manifests: text.exactOptional(),
  dockerfile: text.exactOptional(),
  vulnerabilities: z.array(vulnerability).max(1_000).exactOptional(),
  missing: z
    .array(z.enum(['unknown', 'stale', 'error', 'unsupported']))
    .max(10)
    .exactOptional(),
  waivers: z.array(waiver).max(100).exactOptional(),
  environment: name.exactOptional(),
  ...asked,
  at: z.iso.datetime({ offset: true }).exactOptional(),
});

const expectedFinding = z.strictObject({
  rule: name,
  effect: z.enum(['deny', 'warn', 'none']).exactOptional(),
  severity: z.enum(severities).exactOptional(),
  container: name.exactOptional(),
  waived: z.boolean().exactOptional(),
});

/** Only what is named is compared. `findings` must be there, `absent` (rules or aliases) must not. */
const expected = z.strictObject({
  decision: z.enum(decisions).exactOptional(),
  findings: z.array(expectedFinding).max(1_000).exactOptional(),
  absent: z.array(name).max(1_000).exactOptional(),
  reasons: z.array(z.enum(reasonCodes)).max(50).exactOptional(),
});

/** A team's own expectations of its policy, so that a policy is code with tests. */
export const policyTestSchema = z.strictObject({
  apiVersion: z.literal(policyApiVersion),
  kind: z.literal('PolicyTest'),
  metadata: z.strictObject({ name, description: text.exactOptional() }),
  spec: z.strictObject({
    policy: name,
    cases: z
      .array(z.strictObject({ name, given, expect: expected }))
      .min(1)
      .max(1_000),
  }),
});
export type PolicyTestDocument = z.infer<typeof policyTestSchema>;
export type PolicyCase = PolicyTestDocument['spec']['cases'][number];
export type GivenRequest = z.infer<typeof request>;
export type GivenVulnerability = z.infer<typeof vulnerability>;
