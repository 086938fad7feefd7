import * as z from 'zod';
import { errorCodes } from '../../model/error.ts';
import { named } from './named.ts';

const place = z.object({
  message: z.string(),
  pointer: z.string().optional().describe('A JSON pointer into the body, or /query/<name>'),
  file: z.string().optional(),
  line: z.int().min(1).optional(),
  column: z.int().min(1).optional(),
  fix: z.string().optional().describe('What would be right'),
});

export const problemSchema = named(
  'Problem',
  z.object({
    type: z.string(),
    title: z.string(),
    status: z.int().min(400).max(599),
    code: z.enum(errorCodes).describe('The stable name to test for'),
    detail: z.string().optional(),
    requestId: z.string().optional(),
    retryable: z.boolean().describe('The same request may succeed later'),
    errors: z.array(place).optional(),
    'violated-policies': z.array(z.string()).optional(),
  }),
);
