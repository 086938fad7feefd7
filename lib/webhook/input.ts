import * as z from 'zod';
import { AppError, placedAt } from '../model/error.ts';
import { longestGlob } from '../model/glob.ts';
import { pointerToken } from '../model/json.ts';
import type { Deps } from '../ports/deps.ts';
import { isTypePattern, nearestType } from './event-type.ts';
import { formatNames } from './format/table.ts';
import { signings } from './signature.ts';

const globs = z.array(z.string().min(1).max(longestGlob)).min(1).max(50).readonly();

/** Which events of the chosen types are wanted; every member that is set must match. An event without the member's subject passes. */
export const filter = z.strictObject({
  repositories: globs.optional(),
  policies: globs.optional(),
  environments: globs.optional(),
});

/** See `format/template.ts`. */
export const template = z
  .record(z.string(), z.json())
  .refine((value) => JSON.stringify(value).length <= 8_000, 'expected at most 8,000 characters of JSON');

/** Printable ASCII on one line: it may become a header. */
const credential = z.string().regex(/^[\x21-\x7e]([\x20-\x7e]{0,998}[\x21-\x7e])?$/, 'expected printable characters on one line');

const events = z
  .array(
    z.string().check((context) => {
      if (isTypePattern(context.value)) return;
      const meant = nearestType(context.value);
      context.issues.push({
        code: 'custom',
        input: context.value,
        message: `there is no event type ${context.value}${meant ? `, did you mean ${meant}?` : ''}`,
      });
    }),
  )
  .min(1)
  .max(50)
  .readonly();

const url = z.string().min(1).max(2048);
const description = z.string().max(200);

export const newWebhook = z
  .strictObject({
    url,
    events: events.default(['*']),
    filter: filter.default({}),
    format: z.enum(formatNames).default('standard'),
    credential: credential.optional(),
    template: template.optional(),
    signing: z.enum(signings).default('v1'),
    description: description.default(''),
  })
  .check(({ value, issues }) => {
    const missing = value.format === 'pagerduty' ? 'credential' : value.format === 'template' ? 'template' : undefined;
    if (missing && value[missing] === undefined) {
      issues.push({ code: 'custom', input: value, path: [missing], message: `the format ${value.format} needs a ${missing}` });
    }
  });
export type NewWebhook = z.input<typeof newWebhook>;

/** What is left out stays. `enabled: true` also ends a pause and forgets past failures. */
export const webhookChanges = z.strictObject({
  url: url.optional(),
  events: events.optional(),
  filter: filter.optional(),
  template: template.optional(),
  description: description.optional(),
  enabled: z.boolean().optional(),
});
export type WebhookChanges = z.input<typeof webhookChanges>;

/** Throws `invalid-request` with each place that is wrong. */
export const parseInput = <Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> => {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map(({ path, message }) => ({
    pointer: path.map((token) => `/${pointerToken(String(token))}`).join(''),
    message,
  }));
  throw new AppError('invalid-request', places[0]?.message ?? 'the input is not valid', { places });
};

/** Refuses early what a delivery would be refused for. Throws `invalid-request` or `egress-refused`. */
export const checkAddress = (deps: Pick<Deps, 'egress'>, address: string): void => {
  const parsed = URL.canParse(address) ? new URL(address) : undefined;
  const message =
    !parsed || !/^https?:$/.test(parsed.protocol)
      ? 'expected an https address'
      : parsed.username !== '' || parsed.password !== ''
        ? 'an address may not hold a user or password'
        : undefined;
  if (message) throw new AppError('invalid-request', message, { places: [{ pointer: '/url', message }] });
  try {
    deps.egress.check?.({ url: address, purpose: 'webhook' });
  } catch (error) {
    // The way out is the same whatever the reason is: what an address leads to is nothing that a refusal tells.
    throw placedAt(error, { pointer: '/url', fix });
  }
};

const fix = 'give a public https address, or have an administrator allow this one (PLIMSOLL_ALLOW_WEBHOOKS, PLIMSOLL_INSECURE_WEBHOOKS)';
