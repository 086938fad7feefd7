import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../ports/clock.ts';
import type { Deps } from '../../ports/deps.ts';
import type { Egress } from '../../ports/egress.ts';
import type { ImageSource } from '../../ports/image-source.ts';
import type { JobReceiver } from '../../ports/job-queue.ts';
import type { Log } from '../../ports/log.ts';
import { openSqlite } from '../sqlite/store.ts';
import { systemClock } from './clock.ts';
import { ulids } from './ids.ts';
import { fileSecrets } from './secrets.ts';

/** `folder` holds everything: the store's file and the secrets. It is made when absent, for its owner alone. */
export type EmbeddedOptions = {
  readonly folder: string;
  readonly images: ImageSource;
  readonly egress: Egress;
  readonly log: Log;
  readonly clock?: Clock;
};

export type Home = {
  readonly deps: Deps;
  readonly receiver: JobReceiver;
  /** Deletes what has expired, in batches, as DynamoDB does by itself; gives the number. */
  deleteExpired(max: number): number;
  countJobs(): { readonly waiting: number; readonly dead: number };
  close(): void;
};

export const openEmbeddedHome = async (options: EmbeddedOptions): Promise<Home> => {
  const clock = options.clock ?? systemClock;
  await mkdir(options.folder, { recursive: true, mode: 0o700 });
  const file = join(options.folder, 'plimsoll.db');
  const store = await openSqlite(file, { clock });
  await chmod(file, 0o600);
  const secrets = await fileSecrets(join(options.folder, 'secrets'));
  const { images, egress, log } = options;
  let isOpen = true;
  return {
    deps: { table: store.table, queue: store.queue, secrets, images, egress, clock, ids: ulids(clock), log },
    receiver: store.queue,
    deleteExpired: store.deleteExpired,
    countJobs: store.countJobs,
    close: () => {
      if (isOpen) store.close();
      isOpen = false;
    },
  };
};
