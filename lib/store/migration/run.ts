import { AppError } from '../../model/error.ts';
import type { Log } from '../../ports/log.ts';
import type { Item, Table, TableWalk, WriteAction } from '../../ports/table.ts';
import { requireReadable } from './guard.ts';
import { type Migration, migrations, versionOf } from './migration.ts';
import { type HeldState, isVersionNote, readState, writeState } from './state.ts';

export type MigrationDeps = { readonly table: Table; readonly walk: TableWalk; readonly log: Log };

/**
 * `current`: nothing is left to do. `newer`: the table is of newer code, which this can still read. `paused`: the time is up; call again.
 * `busy`: another is at it.
 */
export type MigrationOutcome = {
  readonly kind: 'current' | 'newer' | 'paused' | 'busy';
  readonly version: number;
  readonly changed: number;
};

const mostTries = 10;

/**
 * Takes the table forward to the version of this code. It may be killed anywhere and called again; of two at once one goes on. Throws AppError
 * `unavailable` for a table that this code cannot read.
 */
export const migrateTable = async (
  deps: MigrationDeps,
  mayGoOn: () => boolean = () => true,
  list: readonly Migration[] = migrations,
): Promise<MigrationOutcome> => {
  let held = await readState(deps.table);
  requireReadable(held.state, list);
  const outcome = (kind: MigrationOutcome['kind'], changed = held.state.running?.changed ?? 0): MigrationOutcome => ({
    kind,
    version: held.state.version,
    changed,
  });
  if (held.state.version > versionOf(list)) return outcome('newer');
  let changed = 0;
  for (const migration of list.slice(held.state.version - 1)) {
    const begun = await begin(deps, held, migration);
    if (begun === undefined) return outcome('busy');
    held = begun;
    for (let isOver = false; !isOver; ) {
      if (!mayGoOn()) return outcome('paused');
      const next = await page(deps, held, migration);
      if (next === undefined) return outcome('busy');
      held = next;
      isOver = held.state.running === null;
      if (!isOver) changed = held.state.running?.changed ?? 0;
    }
    deps.log.info('table migrated', { version: migration.to, name: migration.name });
  }
  return outcome('current', changed);
};

/** Older code is kept out before the first item changes. */
const begin = async ({ table }: MigrationDeps, held: HeldState, { to, oldest }: Migration): Promise<HeldState | undefined> => {
  if (held.state.running?.to === to) return held;
  return writeState(table, held, {
    version: held.state.version,
    oldest: Math.max(held.state.oldest, oldest),
    running: { to, place: null, changed: 0 },
  });
};

/** The place is kept after the page, so that what is done twice after a kill is a page at most. */
const page = async ({ table, walk }: MigrationDeps, held: HeldState, migration: Migration): Promise<HeldState | undefined> => {
  const running = held.state.running ?? { to: migration.to, place: null, changed: 0 };
  const { items, next } = await walk.page(running.place);
  let changed = running.changed;
  for (const item of items) if (!isVersionNote(item) && (await applied(table, item, migration))) changed += 1;
  const { oldest, version } = held.state;
  return writeState(
    table,
    held,
    next ? { version, oldest, running: { to: migration.to, place: next, changed } } : { version: migration.to, oldest, running: null },
  );
};

/** Under the version that was read: what somebody has written meanwhile is read anew and changed as it is then. */
const applied = async (table: Table, seen: Item, { change, name }: Migration): Promise<boolean> => {
  let item: Item | undefined = seen;
  for (let tries = 0; tries < mostTries && item !== undefined; tries += 1) {
    const wanted = change(item);
    if (wanted === undefined) return false;
    if ((await table.write(actionsOf(item, wanted))).kind === 'written') return true;
    item = await table.get({ pk: seen.pk, sk: seen.sk });
  }
  if (item === undefined) return false;
  throw new AppError('unavailable', 'an item is written too often to be migrated', { internal: `${name}: ${seen.pk} ${seen.sk}` });
};

const actionsOf = (item: Item, wanted: readonly Item[]): readonly WriteAction[] => {
  const when = { version: item.version };
  const isOwn = (one: Item): boolean => one.pk === item.pk && one.sk === item.sk;
  return [
    ...(wanted.some(isOwn) ? [] : [{ kind: 'delete', key: { pk: item.pk, sk: item.sk }, when } as const]),
    ...wanted.map(
      (one): WriteAction => (isOwn(one) ? { kind: 'put', when, item: { ...one, version: item.version + 1 } } : { kind: 'put', item: one }),
    ),
  ];
};
