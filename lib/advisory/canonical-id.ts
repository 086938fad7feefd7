import { compareText } from './version/order.ts';

/** Groups ids that stand for one issue. A ring of aliases is one group; groups larger than `largest` are somebody's mistake and are not merged further. */
export type AliasGroups = { join(a: string, b: string): void; canonical(id: string): string; aliases(id: string): readonly string[] };

const largest = 1_000;

export const aliasGroups = (): AliasGroups => {
  const groups = new Map<string, Group>();
  const groupOf = (id: string): Group => {
    const known = groups.get(id);
    if (known !== undefined) return known;
    const group = { ids: [id], best: id };
    groups.set(id, group);
    return group;
  };
  return {
    join: (a, b) => {
      const [small, large] = [groupOf(a), groupOf(b)].sort((x, y) => x.ids.length - y.ids.length);
      if (small === undefined || large === undefined || small === large || small.ids.length + large.ids.length > largest) return;
      for (const id of small.ids) {
        large.ids.push(id);
        groups.set(id, large);
      }
      large.best = better(large.best, small.best);
    },
    canonical: (id) => groups.get(id)?.best ?? id,
    aliases: (id) => (groups.get(id)?.ids ?? [id]).toSorted(compareText),
  };
};

/** `best` is kept at hand: every record of a group of a thousand asks for it. */
type Group = { readonly ids: string[]; best: string };

/** The id that most people know: CVE before GHSA before any other; the lowest of its kind, so that the order of records does not matter. */
const better = (a: string, b: string): string => ((rank(a) - rank(b) || compareText(a, b)) <= 0 ? a : b);

const rank = (id: string): number => (id.startsWith('CVE-') ? 0 : id.startsWith('GHSA-') ? 1 : 2);
