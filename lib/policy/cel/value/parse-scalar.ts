const longest = 400;

/** Source: Go's strconv.ParseInt in base 10. Not yet in a range. */
export const parseInteger = (text: string): bigint | undefined =>
  /^[+-]?\d{1,40}$/.test(text) ? BigInt(text.replace('+', '')) : undefined;

/** Source: Go's strconv.ParseFloat, without hexadecimal floats and underscores. */
export const parseDouble = (text: string): number | undefined => {
  if (text.length > longest) return undefined;
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : undefined;
  }
  if (/^[+-]?inf(?:inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return /^nan$/i.test(text) ? Number.NaN : undefined;
};

const bools: ReadonlyMap<string, boolean> = new Map([
  ...['1', 't', 'T', 'true', 'TRUE', 'True'].map((text) => [text, true] as const),
  ...['0', 'f', 'F', 'false', 'FALSE', 'False'].map((text) => [text, false] as const),
]);

/** Source: Go's strconv.ParseBool. */
export const parseBool = (text: string): boolean | undefined => bools.get(text);
