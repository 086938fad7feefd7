import * as z from 'zod';
import { attemptOutcomes, deliveryStates } from '../../webhook/delivery.ts';
import { eventTypes } from '../../webhook/event-type.ts';
import { formatNames } from '../../webhook/format/table.ts';
import { filter, newWebhook, template, webhookChanges } from '../../webhook/input.ts';
import { overlapSeconds } from '../../webhook/rotate.ts';
import { signings } from '../../webhook/signature.ts';
import { named } from './named.ts';
import { instant } from './page.ts';

export const webhookSchema = named(
  'Webhook',
  z.object({
    id: z.string(),
    url: z.string(),
    description: z.string(),
    events: z.array(z.string()).describe(`Of ${Object.keys(eventTypes).join(', ')}, or patterns as verdict.*`),
    filter,
    format: z.enum(formatNames),
    hasCredential: z.boolean().describe('A routing key or an authorization header is kept for it'),
    template: template.nullable().describe('The body that the format template fills'),
    signing: z.enum(signings),
    state: z.enum(['active', 'failing', 'disabled']),
    disabled: z.object({ reason: z.enum(['request', 'gone', 'failing']), at: z.string() }).nullable(),
    failingSince: z.string().nullable(),
    pausedUntil: z.string().nullable(),
    rotatingUntil: z.string().nullable().describe('Until then the former secret signs too'),
    version: z.int(),
    createdAt: z.string(),
    updatedAt: z.string(),
  }),
);

export const createdWebhookSchema = named(
  'CreatedWebhook',
  webhookSchema.extend({ secret: z.string().describe('What to verify signatures with: shown now and never again') }),
);

export const newWebhookSchema = named('NewWebhook', newWebhook);
export const webhookChangesSchema = named('WebhookChanges', webhookChanges);

export const rotationSchema = z.strictObject({
  keepSeconds: z
    .int()
    .min(overlapSeconds.least)
    .max(overlapSeconds.most)
    .default(overlapSeconds.usual)
    .describe('How long the former secret signs too'),
});

export const deliverySchema = named(
  'Delivery',
  z.object({
    id: z.string(),
    webhookId: z.string(),
    eventId: z.string().describe('Sent as webhook-id, the same at every attempt'),
    eventType: z.string(),
    state: z.enum(deliveryStates),
    attempts: z.array(z.object({ at: z.string(), durationMs: z.int(), outcome: z.enum(attemptOutcomes), status: z.int().nullable() })),
    createdAt: z.string(),
    nextAttemptAt: z.string().nullable(),
    replayOf: z.string().nullable(),
  }),
);

export const replaySchema = z.strictObject({
  since: instant,
  until: instant,
  states: z.array(z.enum(deliveryStates)).min(1).optional().describe('Default: failed and dropped'),
});
