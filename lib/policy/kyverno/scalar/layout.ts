/** One piece of a layout: text that stands for itself, or a part of a time as Go's reference time has it. */
export type Piece = { readonly kind: 'text' | Part; readonly text: string };

export type Part =
  | 'year'
  | 'short-year'
  | 'month'
  | 'padded-month'
  | 'month-name'
  | 'short-month-name'
  | 'day'
  | 'padded-day'
  | 'spaced-day'
  | 'weekday'
  | 'short-weekday'
  | 'hour'
  | 'hour12'
  | 'padded-hour12'
  | 'minute'
  | 'padded-minute'
  | 'second'
  | 'padded-second'
  | 'fraction'
  | 'optional-fraction'
  | 'half-day'
  | 'zone'
  | 'zone-or-z'
  | 'zone-name';

/** The longer ones first: `2006` is not `2` and `006`. */
const parts: readonly (readonly [RegExp, Part])[] = [
  [/January/y, 'month-name'],
  [/Jan(?![a-z])/y, 'short-month-name'],
  [/Monday/y, 'weekday'],
  [/Mon(?![a-z])/y, 'short-weekday'],
  [/MST/y, 'zone-name'],
  [/01/y, 'padded-month'],
  [/02/y, 'padded-day'],
  [/03/y, 'padded-hour12'],
  [/04/y, 'padded-minute'],
  [/05/y, 'padded-second'],
  [/06/y, 'short-year'],
  [/15/y, 'hour'],
  [/1/y, 'month'],
  [/2006/y, 'year'],
  [/2/y, 'day'],
  [/_2(?!006)/y, 'spaced-day'],
  [/3/y, 'hour12'],
  [/4/y, 'minute'],
  [/5/y, 'second'],
  [/PM|pm/y, 'half-day'],
  [/-07(?::?00){0,2}/y, 'zone'],
  [/Z07(?::?00){0,2}/y, 'zone-or-z'],
  [/[.,]0+(?![0-9])/y, 'fraction'],
  [/[.,]9+(?![0-9])/y, 'optional-fraction'],
];

const longest = 200;

/** The pieces of a layout such as `2006-01-02T15:04:05Z07:00`; undefined for one that is too long. Source: Go, package time, nextStdChunk. */
export const piecesOf = (layout: string): readonly Piece[] | undefined => {
  if (layout.length > longest) return undefined;
  const pieces: Piece[] = [];
  for (let at = 0; at < layout.length; ) {
    const piece = partAt(layout, at) ?? { kind: 'text', text: layout.charAt(at) };
    pieces.push(piece);
    at += piece.text.length;
  }
  return pieces;
};

const partAt = (layout: string, at: number): Piece | undefined => {
  for (const [pattern, kind] of parts) {
    pattern.lastIndex = at;
    const text = pattern.exec(layout)?.[0];
    if (text !== undefined) return { kind, text };
  }
  return undefined;
};
