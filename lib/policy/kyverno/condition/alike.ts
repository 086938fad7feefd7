import { type Budget, spend } from '../scalar/budget.ts';
import { hasWildcard, matchesWildcard } from '../scalar/wildcard.ts';

/**
 * Whether a key is like one of the members, by the wildcards of either. Those without wildcards are looked up: the pairs of two lists are as many as
 * their product.
 */
export const alikeAmong = (members: readonly string[], budget: Budget): ((key: string) => boolean) => {
  const plain = new Set(members);
  const wild = members.filter(hasWildcard);
  return (key) => {
    if (plain.has(key)) return true;
    const isWild = hasWildcard(key);
    if (!spend(budget, 1 + wild.length + (isWild ? members.length : 0))) return false;
    return (
      wild.some((member) => matchesWildcard(member, key, budget)) ||
      (isWild && members.some((member) => matchesWildcard(key, member, budget)))
    );
  };
};
