import type { Digest } from '../../../model/digest.ts';
import type { ErrorCode } from '../../../model/error.ts';
import type { InspectLimits } from '../../limits.ts';
import type { UserRule } from '../../secret/user-rule.ts';
import type { Read } from '../read.ts';
import type { Again } from '../walk.ts';

/** A `Reading` as plain data: rules as they were written, the unpacker by its program. */
export type Order = {
  readonly digest: Digest;
  readonly size: number;
  readonly limits: Omit<InspectLimits, 'secretRules'>;
  readonly rules?: { readonly id: string; readonly given: readonly UserRule[] };
  readonly again: Again;
  readonly program?: string;
  readonly isDoubtful?: boolean;
  /** Whether other threads are at work, so that this one decodes itself. */
  readonly inline: boolean;
};

/** What a thread is told: a layer to read, then its packed bytes, whose memory goes with them, that nothing follows, or that nobody waits any more. */
export type ToThread =
  | { readonly kind: 'read'; readonly order: Order }
  | { readonly kind: 'chunk'; readonly bytes: Uint8Array }
  | { readonly kind: 'end' }
  | { readonly kind: 'drop' };

/** What it says: that it is done with a chunk, what the layer holds, or why it could not be read. */
export type FromThread =
  | { readonly kind: 'taken' }
  | { readonly kind: 'read'; readonly read: Read }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly message: string };
