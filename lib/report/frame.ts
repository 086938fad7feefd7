import type { SourceFile } from '../model/evidence.ts';
import type { Location } from '../model/location.ts';
import { linesOf } from './lines.ts';

/** The offending line, parted at the place. */
export type Frame = { readonly number: number; readonly left: string; readonly right: string };

const widest = 100;
const tab = '    ';

/** The line that a place points at, tabs spread and long lines cut around the place; undefined when the source is not at hand. */
export const frameOf = (location: Location, sources: readonly SourceFile[]): Frame | undefined => {
  if (location.kind !== 'source') return undefined;
  const source = sources.find(({ name }) => name === location.file);
  const line = source && linesOf(source)[location.line - 1];
  if (line === undefined || line.trim() === '') return undefined;
  const left = line.slice(0, location.column - 1).replaceAll('\t', tab);
  const right = line.slice(location.column - 1).replaceAll('\t', tab);
  if (left.length + right.length <= widest) return { number: location.line, left, right };
  const kept = left.length > widest / 2 ? `…${left.slice(-(widest / 2))}` : left;
  const rest = widest - kept.length;
  return { number: location.line, left: kept, right: right.length > rest ? `${right.slice(0, rest)}…` : right };
};
