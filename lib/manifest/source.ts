import type { Event } from 'js-yaml';
import { offsetAt } from './yaml/lookup.ts';
import { positionsOf } from './yaml/position.ts';
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

/** Positions are made at once: the events that they come from take ten times the text's size and are not kept. */
export const locator = (chunk: Chunk, events: readonly Event[], lines: LineIndex): Locator => {
  const positions = positionsOf(events, chunk.text);
  return (document, pointer) => lines(chunk.offset + offsetAt(positions, document, pointer));
};
