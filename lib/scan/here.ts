import type { Deps } from '../ports/deps.ts';
import type { Table } from '../ports/table.ts';

/** By table: which scans this process is at, and since when by the steady clock. */
const running = new WeakMap<Table, Map<string, number>>();

/** Longer than a scan may run: who is at it for longer has lost it. */
const longestMs = 40 * 60_000;

type HereDeps = Pick<Deps, 'table' | 'clock'>;
type Place = { readonly tenant: string; readonly scanId: string };

const nameOf = ({ tenant, scanId }: Place): string => `${tenant} ${scanId}`;
const steadyNow = ({ clock }: HereDeps): number => clock.steady?.() ?? clock.now();

/** Notes that this process is at a scan; what is given ends that. */
export const enter = (deps: HereDeps, place: Place): (() => void) => {
  const here = running.get(deps.table) ?? new Map<string, number>();
  running.set(deps.table, here);
  here.set(nameOf(place), steadyNow(deps));
  return () => void here.delete(nameOf(place));
};

/** Whether this process is at it now: its run ends it when its time is over, by a clock that nobody sets. The sweep has only the other and lets it be. */
export const isHere = (deps: HereDeps, place: Place): boolean => {
  const since = running.get(deps.table)?.get(nameOf(place));
  return since !== undefined && steadyNow(deps) - since < longestMs;
};
