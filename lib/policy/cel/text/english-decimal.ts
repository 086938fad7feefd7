import { fixed, scientific } from './decimal.ts';

const endless = (value: number): string | undefined =>
  Math.abs(value) === Number.POSITIVE_INFINITY ? (value > 0 ? '∞' : '-∞') : undefined;

/** As clusters write `%f`, in American English: thousands have commas. Source: golang.org/x/text/message, as cel-go ext/formatting.go uses it. */
export const englishFixed = (value: number, precision: number): string => {
  const text = endless(value) ?? fixed(value, precision);
  const [whole = '', decimals] = text.split('.');
  const grouped = whole.replace(/\d(?=(?:\d{3})+$)/g, '$&,');
  return decimals === undefined ? grouped : `${grouped}.${decimals}`;
};

const raised = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** `%e` of the same: 1.5×10⁰³. */
export const englishScientific = (value: number, precision: number): string => {
  const [mantissa = '', exponent] = (endless(value) ?? scientific(value, precision)).split('e');
  if (exponent === undefined) return mantissa;
  return `${mantissa}×10${exponent
    .replace('+', '')
    .replace('-', '⁻')
    .replace(/\d/g, (digit) => raised.charAt(Number(digit)))}`;
};
