import type { Event } from 'js-yaml';
import { pointerTokens } from '../model/json.ts';
import { memberAt, type Position, positionsOf } from './yaml/position.ts';
import { eventsOf } from './yaml/read.ts';
import type { Chunk } from './yaml/split.ts';

export type Point = { readonly line: number; readonly column: number };

/** Line and column of an offset, counted from 1; the line index is made on the first question. */
export type LineIndex = (offset: number) => Point;

export const lineIndex = (text: string): LineIndex => {
  let starts: number[] | undefined;
  return (offset) => {
    starts ??= lineStarts(text);
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
};

const lineStarts = (text: string): number[] => {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
};

/** Finds pointers in the documents of one chunk of a file: the nearest ancestor's place when there is nothing at the pointer. */
export type Locator = (document: number, pointer: string) => Point;

/** Positions are made on the first question. A large bundle gives no events, since keeping them costs ten times the text's size; it is read again. */
export const locator = (chunk: Chunk, events: readonly Event[] | null, lines: LineIndex): Locator => {
  let documents: readonly Position[] | undefined;
  let kept = events;
  return (document, pointer) => {
    documents ??= readPositions(chunk.text, kept ?? eventsOf(chunk.text));
    kept = null;
    let position = documents[document];
    let offset = position?.offset ?? 0;
    for (const token of pointerTokens(pointer)) {
      position = position && memberAt(position, token);
      if (!position) break;
      offset = position.offset;
    }
    return lines(chunk.offset + offset);
  };
};

const readPositions = (text: string, events: ReturnType<typeof eventsOf> | readonly Event[]): readonly Position[] =>
  'code' in events ? [] : positionsOf(events, text);
