import * as z from 'zod';
import { scanStates, scanView } from '../../scan/record.ts';
import { named } from './named.ts';
import { subjectSchema, verdictSchema } from './verdict.ts';

export const scanState = z.enum(scanStates);

export const scanSchema = named(
  'Scan',
  z.object({
    ...scanView.shape,
    subjects: z.array(subjectSchema).describe('Known once tags are resolved'),
    verdict: verdictSchema.optional().describe('With `wait`, when the scan has ended with one'),
  }),
);
