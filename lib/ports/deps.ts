import type { Clock } from './clock.ts';
import type { Egress } from './egress.ts';
import type { Ids } from './ids.ts';
import type { ImageSource } from './image-source.ts';
import type { JobQueue } from './job-queue.ts';
import type { Log } from './log.ts';
import type { Secrets } from './secrets.ts';
import type { Table } from './table.ts';

/** What a home hands to the use cases. */
export type Deps = {
  readonly table: Table;
  readonly queue: JobQueue;
  readonly secrets: Secrets;
  readonly images: ImageSource;
  readonly egress: Egress;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  /** Where people reach the service, without a slash at its end; absent where nobody said. */
  readonly publicUrl?: string | undefined;
};
