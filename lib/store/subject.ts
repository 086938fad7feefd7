import * as z from 'zod';

export const digestSchema = z.templateLiteral(['sha256:', z.string().regex(/^[0-9a-f]{64}$/)], {
  error: 'expected a digest: sha256: and 64 of 0-9 and a-f',
});

const platformSchema = z.object({ os: z.string(), architecture: z.string(), variant: z.string().exactOptional() }).readonly();

export const subjectSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('image'), ref: z.string(), digest: digestSchema, repository: z.string(), platform: platformSchema }),
  z.object({ kind: z.literal('manifests'), ref: z.string(), digest: digestSchema }),
  z.object({ kind: z.literal('dockerfile'), ref: z.string(), digest: digestSchema }),
]);
