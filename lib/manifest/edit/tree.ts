import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE } from 'js-yaml';
import { eventsOf } from '../yaml/read.ts';

/**
 * A node with its place in the text, [start, end) in UTF-16 units; `end` of a block is that of its last child. `isShared`: it has an anchor or is an
 * alias, so that a change of it would change other places too.
 */
export type EditNode = {
  readonly kind: 'map' | 'list' | 'scalar';
  readonly start: number;
  readonly end: number;
  readonly isFlow: boolean;
  readonly isShared: boolean;
  readonly members: readonly EditMember[];
};

/** A member of a map with its key's place, or an item of a list, whose key is its index and whose `keyStart` is the item's own start. */
export type EditMember = { readonly key: string; readonly keyStart: number; readonly keyEnd: number; readonly node: EditNode };

type Reading = { readonly events: readonly Event[]; readonly text: string; at: number };

/** The roots of a text's documents; none when it cannot be read. Safe to recurse, since the reader bounds the depth. */
export const editTree = (text: string): readonly EditNode[] => {
  const events = eventsOf(text);
  if (!Array.isArray(events)) return [];
  const reading: Reading = { events, text, at: 0 };
  const roots: EditNode[] = [];
  while (reading.at < events.length) {
    reading.at += 1;
    roots.push(readNode(reading, 0));
    reading.at += 1;
  }
  return roots;
};

/** `from`: where an empty node stands. */
const readNode = (reading: Reading, from: number): EditNode => {
  const event = reading.events[reading.at++];
  if (event?.type === EVENT_ID.SCALAR) return scalarNode(event, reading.text, from);
  if (event?.type === EVENT_ID.ALIAS) return leaf(event.anchorStart - 1, event.anchorEnd, true);
  if (event?.type !== EVENT_ID.MAPPING && event?.type !== EVENT_ID.SEQUENCE) return leaf(from, from, false);
  const isFlow = /[[{]/.test(reading.text.charAt(event.start));
  const isMap = event.type === EVENT_ID.MAPPING;
  const members: EditMember[] = [];
  let end = isFlow ? event.start + 1 : event.start;
  while (reading.at < reading.events.length && reading.events[reading.at]?.type !== EVENT_ID.POP) {
    const member = isMap ? readMember(reading, end) : readItem(reading, end, members.length);
    members.push(member);
    end = Math.max(end, member.node.end, member.keyEnd);
  }
  reading.at += 1;
  return {
    kind: isMap ? 'map' : 'list',
    start: event.start,
    end: isFlow ? closing(reading.text, end) : end,
    isFlow,
    isShared: event.anchorStart !== -1,
    members,
  };
};

const readMember = (reading: Reading, from: number): EditMember => {
  const event = reading.events[reading.at];
  const key = readNode(reading, from);
  const node = readNode(reading, key.end);
  return { key: event?.type === EVENT_ID.SCALAR ? getScalarValue(reading.text, event) : '', keyStart: key.start, keyEnd: key.end, node };
};

const readItem = (reading: Reading, from: number, index: number): EditMember => {
  const node = readNode(reading, from);
  return { key: String(index), keyStart: node.start, keyEnd: node.start, node };
};

const leaf = (start: number, end: number, isShared: boolean): EditNode => ({
  kind: 'scalar',
  start,
  end,
  isFlow: false,
  isShared,
  members: [],
});

const scalarNode = (event: Event & { type: typeof EVENT_ID.SCALAR }, text: string, from: number): EditNode => {
  const isShared = event.anchorStart !== -1;
  if (event.valueStart < 0) return leaf(from, from, isShared);
  const isQuoted = event.style === SCALAR_STYLE.DOUBLE_QUOTED || event.style === SCALAR_STYLE.SINGLE_QUOTED;
  if (isQuoted) return leaf(event.valueStart - 1, event.valueEnd + 1, isShared);
  const isBlock = event.style === SCALAR_STYLE.LITERAL_BLOCK || event.style === SCALAR_STYLE.FOLDED_BLOCK;
  if (!isBlock) return leaf(event.valueStart, event.valueEnd, isShared);
  // A block scalar's value begins on the line after its header.
  const header = Math.max(text.lastIndexOf('|', event.valueStart), text.lastIndexOf('>', event.valueStart));
  return leaf(header, trimmedEnd(text, event.valueEnd), isShared);
};

const trimmedEnd = (text: string, end: number): number => {
  let at = end;
  while (at > 0 && /\s/.test(text.charAt(at - 1))) at -= 1;
  return at;
};

/** Behind the bracket that closes a flow collection, past blanks, commas and comments. */
const closing = (text: string, from: number): number => {
  for (let at = from; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === ']' || character === '}') return at + 1;
    if (character === '#') at = (text.indexOf('\n', at) + 1 || text.length) - 1;
  }
  return text.length;
};
