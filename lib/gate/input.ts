import * as z from 'zod';
import { digestSchema } from '../store/subject.ts';

const name = z.string().min(1).max(128);

/**
 * A part of the change. An image by reference: with a digest the answer is exact; a tag was resolved when it was last scanned. Anything by digest,
 * of files as `sha256sum` prints it.
 */
export const gateSubject = z
  .strictObject({ reference: z.string().min(1).max(1024).exactOptional(), digest: digestSchema.exactOptional() })
  .refine(({ reference, digest }) => (reference === undefined) !== (digest === undefined), {
    message: 'give either reference or digest',
  });
export type GateSubject = z.infer<typeof gateSubject>;

/**
 * The body of `POST /v1/gate`. `environment`, `stage`, `namespace` and `labels` choose the policy. `onlyIfWorse`: what runs in the environment
 * already, as deployments told, is no reason to stop a change; `service` says which part of it is meant, and must be given for files.
 */
export const gateInput = z
  .strictObject({
    subjects: z.array(gateSubject).min(1).max(50),
    environment: name.exactOptional(),
    stage: name.exactOptional(),
    namespace: name.exactOptional(),
    labels: z.record(name, z.string().max(256)).exactOptional(),
    policy: z.string().min(1).max(63).exactOptional(),
    service: name.exactOptional(),
    onlyIfWorse: z.boolean().exactOptional(),
    maxAgeSeconds: z.number().int().min(1).max(31_536_000).exactOptional(),
    dryRun: z.boolean().exactOptional(),
    breakGlass: z
      .strictObject({ reason: z.string().trim().min(1).max(2_000), ticket: z.string().max(500).exactOptional() })
      .exactOptional(),
  })
  .refine(({ onlyIfWorse, environment }) => onlyIfWorse !== true || environment !== undefined, {
    path: ['environment'],
    message: 'worse than what runs where? name the environment',
  });
export type GateInput = z.infer<typeof gateInput>;
