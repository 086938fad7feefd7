import { COLLECTION_STYLE, EVENT_ID, type Event, getScalarValue, SCALAR_STYLE } from 'js-yaml';

/** A value with its range in the text. An empty value has no range of its own: both ends are where it would begin. */
export type Node =
  | { readonly kind: 'scalar'; readonly start: number; readonly end: number; readonly quote: '' | '"' | "'" }
  | { readonly kind: 'alias'; readonly start: number; readonly end: number }
  | { readonly kind: 'map'; readonly start: number; readonly end: number; readonly isFlow: boolean; readonly members: readonly Member[] }
  | { readonly kind: 'list'; readonly start: number; readonly end: number; readonly isFlow: boolean; readonly items: readonly Node[] };

/** `colon` is the place after the key's colon. */
export type Member = { readonly key: string; readonly keyStart: number; readonly colon: number; readonly value: Node };

type Reading = { readonly events: readonly Event[]; readonly text: string; at: number };

/** The values of every document with their ranges; what was written as `<<` stays a member of that name. */
export const treesOf = (events: readonly Event[], text: string): readonly Node[] => {
  const reading: Reading = { events, text, at: 0 };
  const trees: Node[] = [];
  while (reading.at < events.length) {
    reading.at += 1;
    trees.push(readNode(reading, 0));
    reading.at += 1;
  }
  return trees;
};

const readNode = (reading: Reading, empty: number): Node => {
  const { text } = reading;
  const event = reading.events[reading.at++];
  switch (event?.type) {
    case EVENT_ID.SCALAR:
      return scalarNode(event, text, empty);
    case EVENT_ID.ALIAS:
      return { kind: 'alias', start: event.anchorStart - 1, end: event.anchorEnd };
    case EVENT_ID.MAPPING:
      return readMap(reading, event.start, event.style === COLLECTION_STYLE.FLOW);
    case EVENT_ID.SEQUENCE:
      return readList(reading, event.start, event.style === COLLECTION_STYLE.FLOW);
    default:
      return { kind: 'scalar', start: empty, end: empty, quote: '' };
  }
};

const scalarNode = (event: Extract<Event, { valueStart: number }>, text: string, empty: number): Node => {
  if (event.valueStart === -1) {
    const after = Math.max(event.anchorEnd, event.tagEnd);
    return { kind: 'scalar', start: after === -1 ? empty : after, end: after === -1 ? empty : after, quote: '' };
  }
  if (event.style === SCALAR_STYLE.DOUBLE_QUOTED)
    return { kind: 'scalar', start: event.valueStart - 1, end: event.valueEnd + 1, quote: '"' };
  if (event.style === SCALAR_STYLE.SINGLE_QUOTED)
    return { kind: 'scalar', start: event.valueStart - 1, end: event.valueEnd + 1, quote: "'" };
  if (event.style === SCALAR_STYLE.PLAIN) return { kind: 'scalar', start: event.valueStart, end: event.valueEnd, quote: '' };
  const body = text.slice(event.valueStart, event.valueEnd).trimEnd();
  return {
    kind: 'scalar',
    start: text.lastIndexOf(event.style === SCALAR_STYLE.LITERAL_BLOCK ? '|' : '>', event.valueStart),
    end: event.valueStart + body.length,
    quote: '',
  };
};

const isEnd = ({ events, at }: Reading): boolean => at >= events.length || events[at]?.type === EVENT_ID.POP;

const readMap = (reading: Reading, start: number, isFlow: boolean): Node => {
  const members: Member[] = [];
  while (!isEnd(reading)) {
    const event = reading.events[reading.at];
    const key = readNode(reading, start);
    const name = event?.type === EVENT_ID.SCALAR ? getScalarValue(reading.text, event) : '';
    const colon = reading.text.indexOf(':', key.end) + 1;
    members.push({ key: name, keyStart: key.start, colon, value: readNode(reading, colon) });
  }
  reading.at += 1;
  const last = members.at(-1)?.value.end ?? start + 1;
  return { kind: 'map', start, end: isFlow ? closing(reading.text, last, '}') : last, isFlow, members };
};

const readList = (reading: Reading, start: number, isFlow: boolean): Node => {
  const items: Node[] = [];
  while (!isEnd(reading)) items.push(readNode(reading, items.at(-1)?.end ?? start + 1));
  reading.at += 1;
  const last = items.at(-1)?.end ?? start + 1;
  return { kind: 'list', start, end: isFlow ? closing(reading.text, last, ']') : last, isFlow, items };
};

/** The place after the bracket: between it and the last value are only spaces, a comma and comments. */
const closing = (text: string, from: number, bracket: string): number => {
  let at = from;
  while (at < text.length && text[at] !== bracket) at = text[at] === '#' ? text.indexOf('\n', at) + 1 || text.length : at + 1;
  return at + 1;
};
