import type { Location } from '../model/location.ts';
import type { DockerfileFile, SourceMap } from './file.ts';

/** The last index whose value is at most `at`; the list ascends. -1 when there is none. */
export const lastAtMost = (ascending: readonly number[], at: number): number => {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
};

/** The offset in the file of an offset in a joined text. */
export const sourceOffset = (map: SourceMap, at: number): number => {
  const piece = lastAtMost(map.joined, at);
  return (map.source[piece] ?? 0) + at - (map.joined[piece] ?? 0);
};

/** The map of a text that starts `at` units into another one. */
export const mapFrom = (map: SourceMap, at: number): SourceMap => {
  const piece = Math.max(lastAtMost(map.joined, at), 0);
  const joined = map.joined.slice(piece).map((offset) => Math.max(offset - at, 0));
  const source = map.source.slice(piece);
  return { joined, source: [sourceOffset(map, at), ...source.slice(1)] };
};

/** Line starts of a text; only LF ends a line. */
export const lineStarts = (text: string): number[] => {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
};

export type Locate = (start: number, end?: number) => Location & { kind: 'source' };

/** Turns offsets into places of this file. */
export const locator = (file: string, text: string): Locate => {
  const starts = lineStarts(text);
  // A byte order mark is no column.
  if (text.startsWith('\uFEFF')) starts[0] = 1;
  return (start, end = start) => {
    const line = Math.max(lastAtMost(starts, start), 0);
    const endLine = lastAtMost(starts, end);
    return {
      kind: 'source',
      file,
      line: line + 1,
      column: Math.max(start - (starts[line] ?? 0), 0) + 1,
      ...(endLine > line ? { endLine: endLine + 1 } : {}),
    };
  };
};

const locators = new WeakMap<DockerfileFile, Locate>();

/** The place of [start, end) in a parsed file. */
export const placeIn = (file: DockerfileFile, start: number, end = start): ReturnType<Locate> => {
  const known = locators.get(file) ?? locator(file.name, file.text);
  locators.set(file, known);
  return known(start, end);
};
