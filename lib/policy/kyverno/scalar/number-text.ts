/** As Go prints a number: `1e+06` from a million on, `1e-05` below 0.0001. Source: Go, fmt's %v of a float64. */
export const printedNumber = (value: number): string => {
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (value === 0 || (power >= -4 && power < 6)) return plainNumber(value);
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
};

/** All digits and no exponent. Source: Go, `strconv.FormatFloat(f, 'f', -1, 64)`. */
export const plainNumber = (value: number): string => {
  const text = String(value);
  const [mantissa = '', exponent] = text.replace('-', '').split(/e(?=[-+])/);
  if (exponent === undefined) return text;
  const [whole = '', fraction = ''] = mantissa.split('.');
  const point = whole.length + Number(exponent);
  const digits = whole + fraction;
  const sign = value < 0 ? '-' : '';
  return point <= 0 ? `${sign}0.${'0'.repeat(-point)}${digits}` : `${sign}${digits.padEnd(point, '0')}`;
};

/** As `plainNumber`, of the nearest 32-bit number. Source: Go, `strconv.FormatFloat(f, 'f', -1, 32)`. */
export const shortNumber = (value: number): string => {
  const nearest = Math.fround(value);
  for (let digits = 1; digits < 9; digits += 1) {
    const shorter = Number(nearest.toPrecision(digits));
    if (Math.fround(shorter) === nearest) return plainNumber(shorter);
  }
  return plainNumber(Number(nearest.toPrecision(9)));
};

/** A number's text as Go reads it; undefined when it is none. Source: Go, `strconv.ParseFloat` without its hexadecimal forms. */
export const numberOf = (text: string): number | undefined => {
  if (text.length > longest || !/^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
};

/** A whole number's text, within 64 bits, as Go reads it. Source: Go, `strconv.ParseInt`. */
export const wholeNumberOf = (text: string): bigint | undefined => {
  if (text.length > longest || !/^[-+]?[0-9]+$/.test(text)) return undefined;
  const value = BigInt(text.replace('+', ''));
  return value === BigInt.asIntN(64, value) ? value : undefined;
};

const longest = 400;
