import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE } from 'js-yaml';
import { plainScalar, taggedScalar } from './scalar.ts';

/**
 * Where a value stands: a map's member at its key, a list's item at its first character. Offsets are UTF-16 units in the text. `keys` belong to `items`; a list
 * has none. Two arrays, since a Map for each of a bundle's hundred thousand values is most of the memory of judging it.
 */
export type Position = { readonly offset: number; readonly keys: readonly string[] | null; readonly items: readonly Position[] | null };

type Reading = { readonly events: readonly Event[]; readonly text: string; readonly anchors: Map<string, Position>; at: number };

/** Maps with more members are searched by an index. */
const mostSearched = 64;
const indexes = new WeakMap<readonly string[], ReadonlyMap<string, number>>();

/** The position of a member or item; undefined when there is none. */
export const memberAt = ({ keys, items }: Position, token: string): Position | undefined => {
  if (items === null) return undefined;
  if (keys === null) return /^(?:0|[1-9]\d{0,9})$/.test(token) ? items[Number(token)] : undefined;
  return items[keys.length > mostSearched ? (indexOf(keys).get(token) ?? -1) : keys.lastIndexOf(token)];
};

const indexOf = (keys: readonly string[]): ReadonlyMap<string, number> => {
  const known = indexes.get(keys) ?? new Map(keys.map((key, at) => [key, at]));
  indexes.set(keys, known);
  return known;
};

/** The positions of every document in the events; safe to recurse, since the parser bounds the depth. */
export const positionsOf = (events: readonly Event[], text: string): readonly Position[] => {
  const reading: Reading = { events, text, anchors: new Map(), at: 0 };
  const documents: Position[] = [];
  while (reading.at < events.length) {
    reading.at += 1;
    reading.anchors.clear();
    documents.push(readNode(reading));
    reading.at += 1;
  }
  return documents;
};

const leafAt = (offset: number): Position => ({ offset, keys: null, items: null });
const nowhere = leafAt(0);

const readNode = (reading: Reading): Position => {
  const event = reading.events[reading.at++];
  if (!event || event.type === EVENT_ID.POP || event.type === EVENT_ID.DOCUMENT) return nowhere;
  if (event.type === EVENT_ID.ALIAS) {
    const target = reading.anchors.get(reading.text.slice(event.anchorStart, event.anchorEnd));
    return { offset: event.anchorStart - 1, keys: target?.keys ?? null, items: target?.items ?? null };
  }
  const position = readValue(event, reading);
  if (event.anchorStart !== -1) reading.anchors.set(reading.text.slice(event.anchorStart, event.anchorEnd), position);
  return position;
};

const readValue = (
  event: Exclude<Event, { type: typeof EVENT_ID.DOCUMENT | typeof EVENT_ID.POP | typeof EVENT_ID.ALIAS }>,
  reading: Reading,
): Position => {
  const offset = offsetOf(event);
  if (event.type === EVENT_ID.MAPPING) return { offset, ...readMembers(reading) };
  return event.type === EVENT_ID.SEQUENCE ? { offset, keys: null, items: readItems(reading) } : leafAt(offset);
};

const readItems = (reading: Reading): readonly Position[] => {
  const items: Position[] = [];
  while (!isEnd(reading)) items.push(readNode(reading));
  reading.at += 1;
  return items;
};

const readMembers = (reading: Reading): { readonly keys: readonly string[]; readonly items: readonly Position[] } => {
  const keys: string[] = [];
  const items: Position[] = [];
  const merged: Position[] = [];
  while (!isEnd(reading)) {
    const { key, offset, isMerge } = readKey(reading);
    const value = readNode(reading);
    if (isMerge) merged.push(value);
    else {
      keys.push(key);
      items.push({ offset, keys: value.keys, items: value.items });
    }
  }
  reading.at += 1;
  if (merged.length > 0) mergeInto(keys, items, merged);
  return { keys, items };
};

/** Merged members never override the map's own; of two merged maps the first wins. */
const mergeInto = (keys: string[], items: Position[], merged: readonly Position[]): void => {
  const known = new Set(keys);
  for (const source of merged.flatMap((one) => (one.keys === null ? (one.items ?? []) : [one]))) {
    for (const [at, key] of (source.keys ?? []).entries()) {
      const position = source.items?.[at];
      if (!position || known.has(key)) continue;
      known.add(key);
      keys.push(key);
      items.push(position);
    }
  }
};

const readKey = (reading: Reading): { key: string; offset: number; isMerge: boolean } => {
  const event = reading.events[reading.at];
  const { offset } = readNode(reading);
  if (event?.type !== EVENT_ID.SCALAR) return { key: '', offset, isMerge: false };
  const text = getScalarValue(reading.text, event);
  const tag = event.tagStart === -1 ? '' : reading.text.slice(event.tagStart, event.tagEnd);
  const isPlain = event.style === SCALAR_STYLE.PLAIN;
  const value = tag === '' ? (isPlain ? plainScalar(text).value : text) : (taggedScalar(tag, text)?.value ?? text);
  return { key: String(value), offset, isMerge: isPlain && tag === '' && text === '<<' };
};

const isEnd = ({ events, at }: Reading): boolean => at >= events.length || events[at]?.type === EVENT_ID.POP;

const offsetOf = (event: Exclude<Event, { type: typeof EVENT_ID.DOCUMENT | typeof EVENT_ID.POP | typeof EVENT_ID.ALIAS }>): number => {
  if (event.type !== EVENT_ID.SCALAR) return event.start;
  const isQuoted = event.style === SCALAR_STYLE.DOUBLE_QUOTED || event.style === SCALAR_STYLE.SINGLE_QUOTED;
  return Math.max(isQuoted ? event.valueStart - 1 : event.valueStart, 0);
};
