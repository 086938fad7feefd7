import { randomUUID } from 'node:crypto';
import { AppError } from '../../model/error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { JobQueue, JobReceiver, ReceivedJob } from '../../ports/job-queue.ts';
import { checkedJob } from '../../store/job.ts';
import type { Database } from './database.ts';
import type { Row } from './driver.ts';
import { numberOf, objectOf, textOf } from './row.ts';

export type QueueOptions = { readonly clock: Clock; readonly maxReceives: number };

/** Source: SQS, DelaySeconds and the visibility time-out's maximum. */
const maxDelaySeconds = 900;
const maxLeaseSeconds = 43_200;

const seconds = (value: number, max: number): number => {
  if (Number.isFinite(value) && value >= 0 && value <= max) return value;
  throw new AppError('invalid-request', `a delay is from 0 to ${max} seconds`);
};

export const sqliteQueue = (database: Database, options: QueueOptions): JobQueue & JobReceiver => {
  const now = (): number => options.clock.now();
  const after = (delay: number): number => now() + Math.round(delay * 1000);
  const take = (row: Row, leaseSeconds: number): ReceivedJob => {
    const receipt = randomUUID();
    const receiveCount = numberOf(row, 'receives') + 1;
    database
      .statement('UPDATE jobs SET receives = ?, receipt = ?, set_at = ?, visible_at = ? WHERE id = ?')
      .run(receiveCount, receipt, now(), after(leaseSeconds), numberOf(row, 'id'));
    return { job: checkedJob(objectOf(row, 'job')), receipt, receiveCount };
  };
  return {
    send: async (job, delaySeconds = 0) => {
      const visibleAt = after(seconds(delaySeconds, maxDelaySeconds));
      const text = JSON.stringify(checkedJob(job));
      database.transact(() => {
        database.statement('INSERT OR IGNORE INTO turns (tenant, turn) VALUES (?, 0)').run(job.tenant);
        database
          .statement('INSERT INTO jobs (tenant, job, set_at, visible_at) VALUES (?, ?, ?, ?)')
          .run(job.tenant, text, now(), visibleAt);
      });
    },
    receive: async ({ max, leaseSeconds }) => {
      const lease = seconds(leaseSeconds, maxLeaseSeconds);
      return database.transact(() => {
        mendClockJump(database, now());
        const taken: ReceivedJob[] = [];
        while (taken.length < max) {
          const row = nextJob(database, now());
          if (row === undefined) break;
          if (numberOf(row, 'receives') < options.maxReceives) taken.push(take(row, lease));
          else bury(database, numberOf(row, 'id'));
        }
        return taken;
      });
    },
    done: async (receipt) => database.transact(() => database.statement('DELETE FROM jobs WHERE receipt = ?').run(receipt).changes > 0),
    postpone: async (receipt, delay) => {
      const visibleAt = after(seconds(delay, maxLeaseSeconds));
      return database.transact(
        () => database.statement('UPDATE jobs SET set_at = ?, visible_at = ? WHERE receipt = ?').run(now(), visibleAt, receipt).changes > 0,
      );
    },
    deadLetters: async ({ max, leaseSeconds }) =>
      database.transact(() =>
        database
          .statement('SELECT id, job, receives FROM jobs WHERE dead = 1 AND visible_at <= ? ORDER BY visible_at, id LIMIT ?')
          .all(now(), max)
          .map((row) => take(row, seconds(leaseSeconds, maxLeaseSeconds))),
      ),
  };
};

/**
 * Tenants take turns: the one that waited longest since its last job comes first, so that a tenant's first job never waits for
 * another's ten thousand. Each step is an index seek, whatever the length of the queue.
 */
const nextJob = (database: Database, now: number): Row | undefined => {
  const tenant = database
    .statement(
      `SELECT tenant FROM turns WHERE EXISTS (SELECT 1 FROM jobs WHERE jobs.dead = 0 AND jobs.tenant = turns.tenant AND visible_at <= ?)
       ORDER BY turn, tenant LIMIT 1`,
    )
    .get(now);
  if (tenant === undefined) return undefined;
  const name = textOf(tenant, 'tenant');
  database.statement('UPDATE turns SET turn = (SELECT max(turn) + 1 FROM turns) WHERE tenant = ?').run(name);
  return database
    .statement('SELECT id, job, receives FROM jobs WHERE dead = 0 AND tenant = ? AND visible_at <= ? ORDER BY visible_at, id LIMIT 1')
    .get(name, now);
};

const bury = (database: Database, id: number): void => {
  database.statement('UPDATE jobs SET dead = 1, receipt = NULL WHERE id = ?').run(id);
};

// A wait that was set in the future means that the clock was put back since: the wait starts again now instead of lasting hours.
const mendClockJump = (database: Database, now: number): void => {
  database.statement('UPDATE jobs SET visible_at = ? + (visible_at - set_at), set_at = ? WHERE set_at > ?').run(now, now, now);
};

export const countJobs = (database: Database): { readonly waiting: number; readonly dead: number } => {
  const row = database.statement('SELECT count(*) - coalesce(sum(dead), 0) AS waiting, coalesce(sum(dead), 0) AS dead FROM jobs').get();
  return { waiting: row ? numberOf(row, 'waiting') : 0, dead: row ? numberOf(row, 'dead') : 0 };
};
