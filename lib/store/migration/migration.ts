import type { Item } from '../../ports/table.ts';

/**
 * A step forward of what the table holds, from the version before to `to`; there is none back. Whoever releases one releases code that reads
 * both forms, since code of before may write until its last call has ended.
 */
export type Migration = {
  readonly to: number;
  /** In a few words, for the log. */
  readonly name: string;
  /** The oldest version of the code that can live with items of both forms; older code refuses to work from the moment that this begins. */
  readonly oldest: number;
  /**
   * What is to stand in place of an item: undefined leaves it, an empty list deletes it, one with its key replaces it. Called again for what it has
   * changed: then it must leave it.
   */
  change(item: Item): readonly Item[] | undefined;
};

/** In order, the first leads to version 2. A released one is never changed. */
export const migrations: readonly Migration[] = [];

/** What this code reads and writes. A table without a note of its version is of version 1. */
export const versionOf = (list: readonly Migration[]): number => 1 + list.length;
