import type { Migration } from '../../lib/store/migration/migration.ts';
import { type MigrationDeps, type MigrationOutcome, migrateTable } from '../../lib/store/migration/run.ts';
import type { LambdaContext } from '../event/context.ts';

/** A page is a megabyte of items, each written by itself. */
const marginMs = 30_000;

/** Invoked after each deployment, until it is not paused any more; whoever is late goes on where another has stopped. */
export const migrateStack =
  (deps: MigrationDeps, list?: readonly Migration[]) =>
  async (_event: unknown, context: LambdaContext): Promise<MigrationOutcome> =>
    migrateTable(deps, () => context.getRemainingTimeInMillis() > marginMs, list);
