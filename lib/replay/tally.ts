import type { Judged } from './judge.ts';
import type { ReplayRecord } from './record.ts';

const mostRules = 200;

/** The record's counts with a page's added. */
export const addTo = (
  { decisions, changed, deniedBy, passed }: ReplayRecord,
  page: readonly Judged[],
): Pick<ReplayRecord, 'decisions' | 'changed' | 'deniedBy' | 'passed'> => {
  const pairs = new Map(decisions.map((one) => [`${one.before} ${one.after}`, { ...one }]));
  const rules = new Map(deniedBy.map(({ rule, count }) => [rule, count]));
  const without = { ...passed };
  let more = 0;
  for (const one of page) {
    if (one.kind !== 'judged') {
      without[one.kind] += 1;
      continue;
    }
    const pair = pairs.get(`${one.before} ${one.after}`) ?? { before: one.before, after: one.after, count: 0 };
    pairs.set(`${one.before} ${one.after}`, { ...pair, count: pair.count + 1 });
    if (!one.change) continue;
    more += 1;
    // A verdict counts once for each rule, however many findings it has of it.
    if (one.after === 'deny') for (const { rule } of one.change.rules) rules.set(rule, (rules.get(rule) ?? 0) + 1);
  }
  return {
    decisions: [...pairs.values()].sort((a, b) => b.count - a.count),
    changed: changed + more,
    deniedBy: [...rules]
      .map(([rule, count]) => ({ rule, count }))
      .sort(byCount)
      .slice(0, mostRules),
    passed: without,
  };
};

const byCount = (a: { rule: string; count: number }, b: { rule: string; count: number }): number =>
  b.count - a.count || (a.rule < b.rule ? -1 : 1);
