/** What a pattern asks of a value: `''` to be the same. */
export type PatternOperator = '' | '>=' | '<=' | '>' | '<' | '!' | 'range' | 'outside';

export type Range = { readonly low: string; readonly high: string };

const end = '([-|+]?\\d+(?:\\.\\d+)?[A-Za-z]*)';
const inside = new RegExp(`^${end}-${end}$`);
const outside = new RegExp(`^${end}!-${end}$`);
const signs = ['>=', '<=', '>', '<', '!'] as const;

/** The operator of one term of a pattern: `>= 2`, `!latest`, `1-10`, `1Mi!-1Gi`. Source: Kyverno, GetOperatorFromStringPattern. */
export const operatorOf = (pattern: string): PatternOperator => {
  if (pattern.length < 2) return '';
  const sign = signs.find((each) => pattern.startsWith(each));
  if (sign) return sign;
  if (outside.test(pattern)) return 'outside';
  return inside.test(pattern) ? 'range' : '';
};

/** The ends of `1-10` and of `1!-10`. */
export const rangeOf = (pattern: string): Range | undefined => {
  const [, low, high] = outside.exec(pattern) ?? inside.exec(pattern) ?? [];
  return low === undefined || high === undefined ? undefined : { low, high };
};
