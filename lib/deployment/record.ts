import * as z from 'zod';
import { digestSchema } from '../store/subject.ts';

/**
 * One thing that runs. `digests`: of an index its images too, as far as they were ever scanned. Files that nobody has judged are of kind `unknown`.
 */
export const deployedPart = z.object({
  subject: z.string(),
  kind: z.enum(['image', 'manifests', 'dockerfile', 'unknown']),
  repository: z.string().nullable(),
  digests: z.array(digestSchema).min(1),
});
export type DeployedPart = z.infer<typeof deployedPart>;

/** What was told to run in an environment; never changed. Times are RFC 3339 UTC. */
export const deploymentRecord = z.object({
  id: z.string(),
  environment: z.string(),
  service: z.string().nullable(),
  revision: z.string().nullable(),
  subjects: z.array(deployedPart),
  deployedAt: z.string(),
  deployedBy: z.string(),
});
export type DeploymentRecord = z.infer<typeof deploymentRecord>;

/** The last that was told of one part. */
export const runningRecord = deployedPart.extend({
  deploymentId: z.string(),
  environment: z.string(),
  service: z.string().nullable(),
  since: z.string(),
});
export type RunningPart = z.infer<typeof runningRecord>;

/** What replaces each other: images by repository, files by kind. */
export const placeOf = ({ kind, repository, digests }: Pick<DeployedPart, 'kind' | 'repository' | 'digests'>): string =>
  kind === 'image' ? `image#${repository}` : kind === 'unknown' ? `unknown#${digests[0]}` : kind;
