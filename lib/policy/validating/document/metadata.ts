import * as z from 'zod';

export const metadata = z.looseObject({ name: z.string().min(1).max(253), namespace: z.string().nullish() });
export const validationActions = z.array(z.enum(['Deny', 'Warn', 'Audit'])).nullish();
export const failurePolicy = z.enum(['Fail', 'Ignore']).nullish();
