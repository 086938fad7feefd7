const surrogate = /[\ud800-\udfff]/;

/** CEL counts code points. Most texts are plain, and for those UTF-16 units are the same. */
export const isPlain = (text: string): boolean => !surrogate.test(text);

export const codePoints = (text: string): number => {
  if (isPlain(text)) return text.length;
  let count = 0;
  for (const _ of text) count += 1;
  return count;
};

/** The UTF-16 unit at which a code point starts; the end for one past it. */
export const unitAt = (text: string, point: number): number => {
  if (isPlain(text)) return Math.min(point, text.length);
  let [unit, count] = [0, 0];
  for (const one of text) {
    if (count === point) return unit;
    count += 1;
    unit += one.length;
  }
  return unit;
};

/** The code point that a UTF-16 unit belongs to. */
export const pointAt = (text: string, unit: number): number => (isPlain(text) ? unit : codePoints(text.slice(0, unit)));
