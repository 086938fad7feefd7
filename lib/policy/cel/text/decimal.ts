const special = (value: number): string | undefined => {
  if (Number.isNaN(value)) return 'NaN';
  if (Number.isFinite(value)) return undefined;
  return value > 0 ? 'Infinity' : '-Infinity';
};

const mostDigits = 100;

/** As C's `%.nf`. JavaScript writes an exponent from 1e21 up, and rounds a half away from zero where C takes the even digit. */
export const fixed = (value: number, precision: number): string => {
  const text = special(value);
  if (text !== undefined) return text;
  const size = Math.abs(value);
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  if (size >= 1e21) return `${sign}${BigInt(size)}${precision > 0 ? `.${'0'.repeat(precision)}` : ''}`;
  const [whole = '', decimals = ''] = size.toFixed(mostDigits).split('.');
  const isHalf = /^50*$/.test(decimals.slice(precision));
  const cut = precision === 0 ? whole : `${whole}.${decimals.slice(0, precision)}`;
  return `${sign}${isHalf && /[02468]$/.test(cut) ? cut : size.toFixed(precision)}`;
};

/** As C's `%.ne`: an exponent of two digits at least. */
export const scientific = (value: number, precision: number): string => {
  const text = special(value);
  if (text !== undefined) return text;
  const [mantissa = '', exponent = '+0'] = value.toExponential(precision).split('e');
  return `${Object.is(value, -0) ? '-' : ''}${mantissa}e${exponent.charAt(0)}${exponent.slice(1).padStart(2, '0')}`;
};
