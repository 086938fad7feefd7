import * as z from 'zod';
import type { JsonObject } from '../../model/json.ts';
import type { Table } from '../../ports/table.ts';
import { keys } from '../keys.ts';
import { decode } from '../record.ts';

/** `place`: where the migration to the next version goes on; null when none is under way, or it has not read a page yet. */
const stateRecord = z.object({
  version: z.number().int(),
  oldest: z.number().int(),
  running: z.object({ to: z.number().int(), place: z.record(z.string(), z.json()).nullable(), changed: z.number().int() }).nullable(),
});
export type MigrationState = Omit<z.infer<typeof stateRecord>, 'running'> & {
  readonly running: { readonly to: number; readonly place: JsonObject | null; readonly changed: number } | null;
};
export type HeldState = { readonly state: MigrationState; readonly version: number };

const key = keys.setting('version');
export const isVersionNote = ({ pk, sk }: typeof key): boolean => pk === key.pk && sk === key.sk;

export const readState = async (table: Table): Promise<HeldState> => {
  const item = await table.get(key);
  return item
    ? { state: decode(stateRecord, item), version: item.version }
    : { state: { version: 1, oldest: 1, running: null }, version: 0 };
};

/** Undefined when another has written meanwhile. */
export const writeState = async (table: Table, held: HeldState, state: MigrationState): Promise<HeldState | undefined> => {
  const version = held.version + 1;
  const when = held.version === 0 ? 'absent' : { version: held.version };
  const written = await table.write([{ kind: 'put', when, item: { ...key, version, body: state } }]);
  return written.kind === 'written' ? { state, version } : undefined;
};
