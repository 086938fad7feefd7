import type { ForeignAction } from '../foreign/policy.ts';

/** From the strongest to the weakest, with their words in `validationActions`. */
const actions: readonly (readonly [word: string, action: ForeignAction])[] = [
  ['Deny', 'enforce'],
  ['Warn', 'warn'],
  ['Audit', 'audit'],
];

/** The strongest of `validationActions`; a policy that says none denies. Source: kyverno/api, policies.kyverno.io/v1, ValidationActions. */
export const strongestAction = (written: readonly string[] | null | undefined): ForeignAction =>
  written && written.length > 0 ? (actions.find(([word]) => written.includes(word))?.[1] ?? 'audit') : 'enforce';

type Group<Member> = { readonly action: ForeignAction; readonly members: readonly Member[] };

/** Members by their action, the strongest first. */
export const actionsFrom = <Member extends { readonly action: ForeignAction }>(members: readonly Member[]): readonly Group<Member>[] =>
  actions
    .map(([, action]) => ({ action, members: members.filter((member) => member.action === action) }))
    .filter((group) => group.members.length > 0);
