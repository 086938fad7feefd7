import { EVENT_ID, type Event, getScalarValue, parseEvents, SCALAR_STYLE, YAMLException } from 'js-yaml';
import { AppError, type ErrorPlace } from '../model/error.ts';
import { type Json, pointerToken, pointerTokens } from '../model/json.ts';
import { plainScalar } from './scalar.ts';

/** A document read with the place of every node. Lines and columns count from 1. */
export type TextDocument = { readonly value: Json; place(pointer: string): { readonly line: number; readonly column: number } };

// A policy of a thousand rules is a page of this; five hundred policies of Kyverno are a megabyte.
const longestText = 2 * 1024 * 1024;
// Counted with aliases written out, so that a small text cannot stand for a huge document.
const mostNodes = 200_000;
const deepest = 50;

/**
 * YAML or JSON (which is YAML 1.2) to values with places. Refused, each with its place: duplicate keys, keys that are not text, `__proto__`,
 * tags, aliases of a node inside itself, and documents that are too large, too deep or too many nodes.
 */
export const readText = (text: string, file?: string): readonly TextDocument[] => {
  if (text.length > longestText) throw refusal([{ message: `longer than ${longestText} characters`, ...(file && { file }) }]);
  const reader = readerOf(text, file);
  const documents: TextDocument[] = [];
  while (reader.more()) {
    const document = reader.document();
    if (document) documents.push(document);
  }
  return documents;
};

export const refusal = (places: readonly ErrorPlace[]): AppError =>
  new AppError(
    'invalid-policy',
    places.length === 1 ? 'the policy document is not valid' : `the policy document has ${places.length} problems`,
    {
      places,
    },
  );

type Node = { readonly value: Json; readonly size: number };

const readerOf = (text: string, file: string | undefined) => {
  const events = eventsOf(text, file);
  const lines = lineStarts(text);
  const position = (offset: number) => positionAt(lines, offset);
  const refuse = (offset: number, message: string, fix?: string): AppError =>
    refusal([{ message, ...position(Math.max(offset, 0)), ...(file && { file }), ...(fix && { fix }) }]);
  let next = 0;
  let nodes = 0;
  let places = new Map<string, number>();
  let anchors = new Map<string, Node | 'open'>();

  const take = (): Event => {
    const event = events[next];
    if (!event) throw refuse(text.length, 'the document ends too early');
    next += 1;
    return event;
  };
  const count = (size: number, offset: number): void => {
    nodes += size;
    if (nodes > mostNodes) throw refuse(offset, `more than ${mostNodes} values, aliases written out`);
  };
  const isPop = (): boolean => events[next]?.type === EVENT_ID.POP;

  const node = (pointer: string): Node => {
    const event = take();
    if (event.type === EVENT_ID.DOCUMENT || event.type === EVENT_ID.POP) throw refuse(text.length, 'a value is missing');
    if (event.type === EVENT_ID.ALIAS) return alias(text.slice(event.anchorStart, event.anchorEnd), event.anchorStart, pointer);
    const offset = event.type === EVENT_ID.SCALAR ? scalarStart(text, event) : event.start;
    if (event.tagStart >= 0) throw refuse(event.tagStart, 'tags are not used in policies', 'leave the tag out');
    places.set(pointer, offset);
    count(1, offset);
    const anchor = event.anchorStart >= 0 ? text.slice(event.anchorStart, event.anchorEnd) : undefined;
    if (anchor) anchors.set(anchor, 'open');
    const before = nodes;
    const value = content(event, pointer);
    const read = { value, size: nodes - before + 1 };
    if (anchor) anchors.set(anchor, read);
    return read;
  };

  const alias = (name: string, offset: number, pointer: string): Node => {
    const target = anchors.get(name);
    if (target === undefined) throw refuse(offset, `no anchor is named ${JSON.stringify(name)}`);
    if (target === 'open') throw refuse(offset, 'an alias of the value that it is part of');
    count(target.size, offset);
    places.set(pointer, offset);
    return target;
  };

  const content = (event: Event, pointer: string): Json => {
    if (event.type === EVENT_ID.SCALAR) {
      const scalar = getScalarValue(text, event);
      return event.style === SCALAR_STYLE.PLAIN ? plainScalar(scalar) : scalar;
    }
    return event.type === EVENT_ID.SEQUENCE ? sequence(pointer) : mapping(pointer);
  };

  const sequence = (pointer: string): Json => {
    const items: Json[] = [];
    while (!isPop()) items.push(node(`${pointer}/${items.length}`).value);
    take();
    return items;
  };

  const mapping = (pointer: string): Json => {
    const members = new Map<string, Json>();
    while (!isPop()) {
      const event = take();
      if (event.type !== EVENT_ID.SCALAR) throw refuse('start' in event ? event.start : -1, 'a key that is not text');
      const key = getScalarValue(text, event);
      const offset = scalarStart(text, event);
      if (key === '__proto__') throw refuse(offset, 'a key that is never used in policies');
      if (members.has(key)) throw refuse(offset, `the key ${JSON.stringify(key)} is there twice`, 'keep one of them');
      const at = `${pointer}/${pointerToken(key)}`;
      members.set(key, node(at).value);
      // Editors and reports mark the key, not its value.
      places.set(at, offset);
    }
    take();
    return Object.fromEntries(members);
  };

  return {
    more: () => next < events.length,
    document: (): TextDocument | undefined => {
      take();
      places = new Map();
      anchors = new Map();
      if (isPop()) {
        take();
        return undefined;
      }
      const { value } = node('');
      take();
      const known = places;
      return { value, place: (pointer) => position(nearestPlace(known, pointer)) };
    },
  };
};

const eventsOf = (text: string, file: string | undefined): readonly Event[] => {
  try {
    return parseEvents(text, { maxDepth: deepest });
  } catch (error) {
    const mark = error instanceof YAMLException ? error.mark : undefined;
    const message = error instanceof YAMLException ? error.reason : 'cannot be read as YAML';
    throw refusal([{ message, ...(file && { file }), ...(mark && { line: mark.line + 1, column: mark.column + 1 }) }]);
  }
};

/** The opening quote, when there is one, belongs to the value. */
const scalarStart = (text: string, { valueStart, style }: Extract<Event, { type: typeof EVENT_ID.SCALAR }>): number => {
  const quoted = style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED;
  return Math.min(quoted ? valueStart - 1 : valueStart, text.length);
};

/** What is missing is marked where its parent begins. */
const nearestPlace = (places: ReadonlyMap<string, number>, pointer: string): number => {
  for (const tokens = pointerTokens(pointer); ; tokens.pop()) {
    const known = places.get(tokens.map((token) => `/${pointerToken(token)}`).join(''));
    if (known !== undefined) return known;
    if (tokens.length === 0) return 0;
  }
};

const lineStarts = (text: string): readonly number[] => [
  0,
  ...[...text.matchAll(/\r\n|\r|\n/g)].map((found) => found.index + found[0].length),
];

const positionAt = (starts: readonly number[], offset: number): { line: number; column: number } => {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
};
