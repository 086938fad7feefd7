import type { Decision } from '../model/verdict.ts';

export const countedCodes = [
  'rule-denied',
  'vulnerability-denied',
  'severity-threshold',
  'waived',
  'audit-only',
  'below-threshold',
  'not-affected',
  'not-linked',
  'evaluation-error',
  'not-evaluated',
  'waiver-refused',
  'registry-silent',
  'not-decisive',
] as const;
/** Reasons that stand for several findings, gaps or problems. */
export type CountedCode = (typeof countedCodes)[number];

export const isCounted = (code: string): code is CountedCode => countedCodes.some((counted) => counted === code);

const several = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** The same words for a whole change and for one part of it, which has a smaller count. */
export const countedMessage = (code: CountedCode, effect: Decision, count: number): string => {
  const findings = several(count, 'finding');
  switch (code) {
    case 'rule-denied':
      return `${findings}: the policy ${effect === 'deny' ? 'denies' : 'warns of'} this rule whatever it weighs`;
    case 'vulnerability-denied':
      return `${findings}: a condition on vulnerabilities ${effect === 'deny' ? 'denies' : 'warns'}`;
    case 'severity-threshold':
      return `${findings}: at or above the severity that ${effect === 'deny' ? 'denies' : 'warns'}`;
    case 'waived':
      return `${findings} accepted by a waiver`;
    case 'audit-only':
      return `${findings} would count, but the mode is audit`;
    case 'below-threshold':
      return `${findings} below every threshold`;
    case 'not-affected':
      return `${findings} that a VEX document calls not affected or fixed`;
    case 'not-linked':
      return `${findings} about code that the program does not link`;
    case 'evaluation-error':
      return `${several(count, 'part')} of the input could not be read`;
    case 'not-evaluated':
      return `${several(count, 'statement')} could not be made`;
    case 'registry-silent':
      return `${several(count, 'image')} without a result of the registry's own scanner`;
    case 'not-decisive':
      return `${findings} of a source that does not decide under this policy`;
    case 'waiver-refused':
      return `${several(count, 'wish', 'wishes')} in the sources to ignore a check not followed`;
  }
};
