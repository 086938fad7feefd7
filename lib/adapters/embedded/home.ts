import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../ports/clock.ts';
import type { Deps } from '../../ports/deps.ts';
import type { JobReceiver } from '../../ports/job-queue.ts';
import type { Log } from '../../ports/log.ts';
import { guardedTable } from '../../store/migration/guard.ts';
import { migrateTable } from '../../store/migration/run.ts';
import { createEgress } from '../egress/egress.ts';
import type { PurposeRules } from '../egress/rules.ts';
import { type Registries, registryRules } from '../registry/distribution/settings.ts';
import { createImageSource } from '../registry/image-source.ts';
import { openSqlite, type SqliteStore } from '../sqlite/store.ts';
import { systemClock } from './clock.ts';
import { secretCredentials } from './credentials.ts';
import { ulids } from './ids.ts';
import { fileSecrets } from './secrets.ts';

/** `folder` holds everything: the store's file and the secrets. It is made when absent, for its owner alone. */
export type EmbeddedOptions = {
  readonly folder: string;
  readonly log: Log;
  readonly clock?: Clock;
  readonly registries?: Registries;
  readonly webhooks?: PurposeRules;
  readonly publicUrl?: string | undefined;
  /** In place of the real ones, for tests. */
  readonly replace?: Partial<Pick<Deps, 'images' | 'egress'>>;
};

export type Home = Pick<SqliteStore, 'deleteExpired' | 'countJobs'> & {
  readonly deps: Deps;
  readonly receiver: JobReceiver;
  /** Called after each job that this process sends, so that its worker need not wait for the next poll. */
  onJob(listener: () => void): void;
  close(): void;
};

export const openEmbeddedHome = async (options: EmbeddedOptions): Promise<Home> => {
  const { folder, log, clock = systemClock, registries = {}, webhooks = {}, publicUrl, replace } = options;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'plimsoll.db');
  const store = await openSqlite(file, { clock });
  await chmod(file, 0o600);
  try {
    await migrateTable({ table: store.table, walk: store.walk, log });
  } catch (error) {
    store.close();
    throw error;
  }
  const secrets = await fileSecrets(join(folder, 'secrets'));
  const egress = replace?.egress ?? createEgress({ purposes: { registry: registryRules(registries), webhook: webhooks } });
  const images = replace?.images ?? createImageSource({ egress, registries, credentials: secretCredentials(secrets) });
  const listeners: (() => void)[] = [];
  const queue: Deps['queue'] = {
    send: async (job, delaySeconds) => {
      await store.queue.send(job, delaySeconds);
      for (const listener of listeners) listener();
    },
  };
  let isOpen = true;
  return {
    deps: { table: guardedTable(store.table, clock), queue, secrets, images, egress, clock, ids: ulids(clock), log, publicUrl },
    receiver: store.queue,
    deleteExpired: store.deleteExpired,
    countJobs: store.countJobs,
    onJob: (listener) => void listeners.push(listener),
    close: () => {
      if (isOpen) store.close();
      isOpen = false;
    },
  };
};
