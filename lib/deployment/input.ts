import * as z from 'zod';
import { gateSubject } from '../gate/input.ts';

const name = z.string().min(1).max(128);

/**
 * The body of `POST /v1/deployments`. With a `service` the subjects are all that runs of it from now on, none for one that was taken down;
 * without, each replaces the image of the same repository in the environment.
 */
export const deploymentInput = z
  .strictObject({
    environment: name,
    service: name.exactOptional(),
    revision: z.string().min(1).max(256).exactOptional().describe('What the pipeline calls it: a commit, a build'),
    subjects: z.array(gateSubject).max(40),
  })
  .refine(({ service, subjects }) => service !== undefined || subjects.length > 0, {
    path: ['subjects'],
    message: 'name what runs now; only a service can be told to be gone',
  });
export type DeploymentInput = z.infer<typeof deploymentInput>;
