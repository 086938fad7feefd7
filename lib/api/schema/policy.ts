import * as z from 'zod';
import { digestText } from './digest.ts';
import { named } from './named.ts';

const digest = z.string().describe('sha256:… of the document');

/** As policy documents name themselves. */
export const policyName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/);
export const policyParams = z.strictObject({ name: policyName });
export const policyVersionParams = z.strictObject({ name: policyName, digest: digestText });

const version = { name: z.string(), digest, description: z.string(), createdAt: z.string(), createdBy: z.string() };
export const policyVersionSchema = named('PolicyVersion', z.object(version));
export const policyContentSchema = named(
  'PolicyContent',
  z.object({
    ...version,
    document: z.unknown().describe('The document as it is judged by'),
    text: z.string().describe('The document as it was sent'),
  }),
);

export const policyListItemSchema = z.object({ name: z.string(), builtIn: z.boolean(), active: digest });

export const policySchema = named(
  'Policy',
  z.object({
    name: z.string(),
    builtIn: z.boolean(),
    active: digest.nullable(),
    version: z.int().describe('Counts activations: what If-Match compares'),
    content: policyContentSchema.nullable(),
  }),
);

export const activePolicySchema = named(
  'ActivePolicy',
  z.object({
    name: z.string(),
    digest,
    activatedAt: z.string(),
    activatedBy: z.string(),
    previous: digest.nullable(),
    version: z.int(),
  }),
);

export const activationSchema = z.strictObject({ digest: digestText.describe('A stored version; an older one rolls back') });

export const mappingSchema = named('PolicyMapping', z.object({ version: z.int(), document: z.unknown() }));

const documentOf = (text: string) => ({ text });

/** A document keeps its text, so that problems are told by line and column and comments survive. */
export const documentTexts = {
  'application/json': documentOf,
  'application/yaml': documentOf,
  'text/yaml': documentOf,
  'application/x-yaml': documentOf,
};
export const documentSchema = z.strictObject({ text: z.string() });
