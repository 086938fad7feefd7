import * as z from 'zod';

/** Source: EventBridge user guide, scheduled rules, event. Throws what zod throws for anything else. */
const scheduled = z.object({ id: z.string(), source: z.literal('aws.events'), 'detail-type': z.literal('Scheduled Event') });

export const scheduledRun = (event: unknown): { readonly id: string } => ({ id: scheduled.parse(event).id });
