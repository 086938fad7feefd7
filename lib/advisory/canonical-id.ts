import { compareText } from './version/order.ts';

/** Groups ids that stand for one issue. A ring of aliases is one group; groups larger than `largest` are somebody's mistake and are not merged further. */
export type AliasGroups = { join(a: string, b: string): void; canonical(id: string): string; aliases(id: string): readonly string[] };

const largest = 1_000;

export const aliasGroups = (): AliasGroups => {
  const groups = new Map<string, string[]>();
  const groupOf = (id: string): string[] => {
    const known = groups.get(id);
    if (known !== undefined) return known;
    const group = [id];
    groups.set(id, group);
    return group;
  };
  return {
    join: (a, b) => {
      const [small, large] = [groupOf(a), groupOf(b)].sort((x, y) => x.length - y.length);
      if (small === undefined || large === undefined || small === large || small.length + large.length > largest) return;
      for (const id of small) {
        large.push(id);
        groups.set(id, large);
      }
    },
    canonical: (id) => best(groups.get(id) ?? [id]),
    aliases: (id) => (groups.get(id) ?? [id]).toSorted(compareText),
  };
};

/** The id that most people know: CVE before GHSA before any other; the lowest of its kind, so that the order of records does not matter. */
const best = (ids: readonly string[]): string => ids.reduce((a, b) => ((rank(a) - rank(b) || compareText(a, b)) <= 0 ? a : b));

const rank = (id: string): number => (id.startsWith('CVE-') ? 0 : id.startsWith('GHSA-') ? 1 : 2);
