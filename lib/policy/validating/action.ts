import type { ForeignAction } from '../foreign/policy.ts';

const actions = [
  ['Deny', 'enforce'],
  ['Warn', 'warn'],
  ['Audit', 'audit'],
] as const;

/** The strongest of `validationActions`; a policy that says none denies. Source: kyverno/api, policies.kyverno.io/v1, ValidationActions. */
export const strongestAction = (written: readonly string[] | null | undefined): ForeignAction =>
  written && written.length > 0 ? (actions.find(([word]) => written.includes(word))?.[1] ?? 'audit') : 'enforce';
