import type { Digest } from '../model/digest.ts';
import type { CompiledPolicy } from '../policy/compiled.ts';

/** What a gate wants to know of one digest. */
export type Question = {
  readonly digest: Digest;
  readonly policy: CompiledPolicy;
  readonly environment: string | null;
  readonly maxAgeSeconds: number | null;
};
