import { AppError } from '../../model/error.ts';
import type { Driver } from './driver.ts';

/** Each entry takes a file from the version of its place to the next; entries are never changed once released. */
const migrations = [
  `CREATE TABLE items (
     pk TEXT NOT NULL, sk TEXT NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL, bytes INTEGER NOT NULL,
     first_pk TEXT, first_sk TEXT, second_pk TEXT, second_sk TEXT, expires_at INTEGER,
     PRIMARY KEY (pk, sk)
   ) STRICT;
   CREATE INDEX items_first ON items (first_pk, first_sk, pk, sk) WHERE first_pk IS NOT NULL;
   CREATE INDEX items_second ON items (second_pk, second_sk, pk, sk) WHERE second_pk IS NOT NULL;
   CREATE INDEX items_expiry ON items (expires_at) WHERE expires_at IS NOT NULL;

   CREATE TABLE jobs (
     id INTEGER PRIMARY KEY AUTOINCREMENT, tenant TEXT NOT NULL, job TEXT NOT NULL,
     set_at INTEGER NOT NULL, visible_at INTEGER NOT NULL, receives INTEGER NOT NULL DEFAULT 0, receipt TEXT UNIQUE, dead INTEGER NOT NULL DEFAULT 0
   ) STRICT;
   CREATE INDEX jobs_ready ON jobs (dead, tenant, visible_at, id);
   CREATE INDEX jobs_set ON jobs (set_at);
   CREATE TABLE turns (tenant TEXT PRIMARY KEY, turn INTEGER NOT NULL) STRICT;`,
];

/** Runs inside a transaction that holds the write lock: two processes that open a new file at once do not both build it. */
export const migrate = (driver: Driver): void => {
  const version = Number(driver.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
  if (version > migrations.length)
    throw new AppError('unavailable', 'the data was written by a newer version of Plimsoll', { internal: `user_version ${version}` });
  for (const migration of migrations.slice(version)) driver.exec(migration);
  driver.exec(`PRAGMA user_version = ${migrations.length}`);
};
