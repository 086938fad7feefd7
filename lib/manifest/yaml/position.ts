import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE } from 'js-yaml';
import { plainScalar, taggedScalar } from './scalar.ts';

/**
 * Where the values of a text stand: a map's member at its key, a list's item at its first character. Offsets are UTF-16 units in the text.
 * Three numbers a value in place of objects, which for a bundle's hundred thousand values were most of the memory of judging it.
 */
export type Positions = {
  readonly text: string;
  /** By `offset`, `end` and `form`, in the order of the text: what a collection holds follows it up to its end, a key is followed by its value. */
  readonly rows: Int32Array;
  /** The row of each document's value. */
  readonly documents: readonly number[];
  /** Keys that do not stand in the text as they read. */
  readonly keys: readonly string[];
  /** Members by key or number, of collections that are large or take in others. */
  readonly indexes: Map<number, ReadonlyMap<string, number>>;
};

/** What the numbers of a row are, and how many. */
export const [offset, end, form, width] = [0, 1, 2, 3];

/** Forms of a value; that of an alias is below them and holds the row of what it names. `mergingMap`: one that has others merged into it. */
export const [leaf, list, map, mergingMap, firstAlias] = [0, -1, -2, -3, -4];

/** The form of a key is twice its length, and one more when it is quoted; below zero its place among `keys`, counted from -1; or this. */
export const mergeKey = -0x8000_0000;

type Reading = {
  readonly events: readonly Event[];
  readonly text: string;
  readonly rows: Int32Array;
  readonly keys: string[];
  readonly anchors: Map<string, number>;
  at: number;
  next: number;
};

/** The positions of every document in the events; safe to recurse, since the parser bounds the depth. */
export const positionsOf = (events: readonly Event[], text: string): Positions => {
  const rows = new Int32Array((events.length + 1) * width);
  const reading: Reading = { events, text, rows, keys: [], anchors: new Map(), at: 0, next: 0 };
  const documents: number[] = [];
  while (reading.at < events.length) {
    reading.at += 1;
    reading.anchors.clear();
    documents.push(reading.next);
    readNode(reading);
    reading.at += 1;
  }
  return { text, rows, documents, keys: reading.keys, indexes: new Map() };
};

/** A row of its own, which ends at once. */
const put = (reading: Reading, where: number, what: number): number => {
  const { rows, next } = reading;
  rows[next * width + offset] = where;
  rows[next * width + end] = next + 1;
  rows[next * width + form] = what;
  reading.next += 1;
  return next;
};

const readNode = (reading: Reading): void => {
  const event = reading.events[reading.at++];
  if (!event || event.type === EVENT_ID.POP || event.type === EVENT_ID.DOCUMENT) {
    put(reading, 0, leaf);
    return;
  }
  if (event.type === EVENT_ID.ALIAS) {
    const target = reading.anchors.get(reading.text.slice(event.anchorStart, event.anchorEnd));
    put(reading, event.anchorStart - 1, target === undefined ? leaf : firstAlias - target);
    return;
  }
  const row = put(reading, offsetOf(event), leaf);
  if (event.type !== EVENT_ID.SCALAR) {
    reading.rows[row * width + form] = event.type === EVENT_ID.MAPPING ? readMembers(reading) : readItems(reading);
    reading.rows[row * width + end] = reading.next;
  }
  if (event.anchorStart !== -1) reading.anchors.set(reading.text.slice(event.anchorStart, event.anchorEnd), row);
};

const readItems = (reading: Reading): number => {
  while (!isEnd(reading)) readNode(reading);
  reading.at += 1;
  return list;
};

const readMembers = (reading: Reading): number => {
  let made = map;
  while (!isEnd(reading)) {
    const key = readKey(reading);
    const value = reading.next;
    readNode(reading);
    if (reading.rows[key * width + form] === mergeKey) made = mergingMap;
    reading.rows[key * width + end] = reading.rows[value * width + end] ?? value;
  }
  reading.at += 1;
  return made;
};

const readKey = (reading: Reading): number => {
  const { text, keys } = reading;
  const event = reading.events[reading.at];
  const row = reading.next;
  readNode(reading);
  // What a key holds that is a list or map is no member of anything.
  reading.next = row + 1;
  reading.rows[row * width + form] = event?.type === EVENT_ID.SCALAR ? keyForm(event, text, keys) : -keys.push('');
  return row;
};

const keyForm = (event: Extract<Event, { valueStart: number }>, text: string, keys: string[]): number => {
  const read = getScalarValue(text, event);
  const tag = event.tagStart === -1 ? '' : text.slice(event.tagStart, event.tagEnd);
  const isPlain = event.style === SCALAR_STYLE.PLAIN;
  if (isPlain && tag === '' && read === '<<') return mergeKey;
  const value = tag === '' ? (isPlain ? plainScalar(read).value : read) : (taggedScalar(tag, read)?.value ?? read);
  const key = String(value);
  const isAsWritten = event.valueEnd - event.valueStart === key.length && text.startsWith(key, event.valueStart);
  return isAsWritten ? key.length * 2 + (isQuoted(event) ? 1 : 0) : -keys.push(key);
};

const isEnd = ({ events, at }: Reading): boolean => at >= events.length || events[at]?.type === EVENT_ID.POP;

const isQuoted = ({ style }: Extract<Event, { valueStart: number }>): boolean =>
  style === SCALAR_STYLE.DOUBLE_QUOTED || style === SCALAR_STYLE.SINGLE_QUOTED;

const offsetOf = (event: Exclude<Event, { type: typeof EVENT_ID.DOCUMENT | typeof EVENT_ID.POP | typeof EVENT_ID.ALIAS }>): number =>
  event.type === EVENT_ID.SCALAR ? Math.max(isQuoted(event) ? event.valueStart - 1 : event.valueStart, 0) : event.start;
