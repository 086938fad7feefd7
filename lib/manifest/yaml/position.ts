import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE } from 'js-yaml';
import { plainScalar, taggedScalar } from './scalar.ts';

/** Where a value stands: a map's member at its key, a list's item at its first character. Offsets are UTF-16 units in the text. */
export type Position = { readonly offset: number; readonly members: ReadonlyMap<string, Position> | null };

type Reading = { readonly events: readonly Event[]; readonly text: string; readonly anchors: Map<string, Position>; at: number };

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

const nowhere: Position = { offset: 0, members: null };

const readNode = (reading: Reading): Position => {
  const event = reading.events[reading.at++];
  if (!event || event.type === EVENT_ID.POP || event.type === EVENT_ID.DOCUMENT) return nowhere;
  if (event.type === EVENT_ID.ALIAS) {
    const target = reading.anchors.get(reading.text.slice(event.anchorStart, event.anchorEnd));
    return { offset: event.anchorStart - 1, members: target?.members ?? null };
  }
  const members = event.type === EVENT_ID.SCALAR ? null : new Map<string, Position>();
  const position = { offset: offsetOf(event), members };
  if (event.anchorStart !== -1) reading.anchors.set(reading.text.slice(event.anchorStart, event.anchorEnd), position);
  if (members && event.type === EVENT_ID.MAPPING) readMembers(reading, members);
  if (members && event.type === EVENT_ID.SEQUENCE) readItems(reading, members);
  return position;
};

const readItems = (reading: Reading, members: Map<string, Position>): void => {
  for (; !isEnd(reading); ) members.set(String(members.size), readNode(reading));
  reading.at += 1;
};

const readMembers = (reading: Reading, members: Map<string, Position>): void => {
  const merged: Position[] = [];
  while (!isEnd(reading)) {
    const { key, offset, isMerge } = readKey(reading);
    const value = readNode(reading);
    if (isMerge) merged.push(value);
    else members.set(key, { offset, members: value.members });
  }
  reading.at += 1;
  for (const [key, position] of merged.flatMap(mergedMembers)) if (!members.has(key)) members.set(key, position);
};

const mergedMembers = ({ members }: Position): [string, Position][] => {
  const entries = [...(members ?? [])];
  return entries.every(([key], index) => key === String(index)) ? entries.flatMap(([, item]) => [...(item.members ?? [])]) : entries;
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
