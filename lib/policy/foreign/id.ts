import type { ForeignPolicy } from './policy.ts';

/**
 * `kyverno/<policy>/<rule>`, and without the rule where a policy is one rule. A policy of a namespace has that before its name, as Kyverno writes it.
 */
export const ruleId = ({ engine, namespace, name, isOneRule }: ForeignPolicy, rule: string): string => {
  const policy = namespace === '' ? name : `${namespace}/${name}`;
  return isOneRule ? `${engine}/${policy}` : `${engine}/${policy}/${rule}`;
};

/** Whether a name is one that a rule of a foreign policy may have. */
export const isForeignId = (name: string): boolean => /^(kyverno|kubernetes)\/./.test(name);
