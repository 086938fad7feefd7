import type { SourceFile } from '../model/evidence.ts';
import type { Location } from '../model/location.ts';

/** The offending line, parted at the place. */
export type Frame = { readonly number: number; readonly left: string; readonly right: string };

const widest = 100;
const tab = '    ';

/** The line that a place points at, tabs spread and long lines cut around the place; undefined when the source is not at hand. */
export const frameOf = (location: Location, sources: readonly SourceFile[]): Frame | undefined => {
  if (location.kind !== 'source') return undefined;
  const source = sources.find(({ name }) => name === location.file);
  const line = source && lineAt(source.text, location.line);
  if (line === undefined || line.trim() === '') return undefined;
  const left = line.slice(0, location.column - 1).replaceAll('\t', tab);
  const right = line.slice(location.column - 1).replaceAll('\t', tab);
  if (left.length + right.length <= widest) return { number: location.line, left, right };
  const kept = left.length > widest / 2 ? `…${left.slice(-(widest / 2))}` : left;
  const rest = widest - kept.length;
  return { number: location.line, left: kept, right: right.length > rest ? `${right.slice(0, rest)}…` : right };
};

// Without splitting the whole text: a bundle of megabytes may have thousands of findings.
const lineAt = (text: string, number: number): string | undefined => {
  let start = 0;
  for (let line = 1; line < number; line++) {
    const end = text.indexOf('\n', start);
    if (end < 0) return undefined;
    start = end + 1;
  }
  const end = text.indexOf('\n', start);
  return text.slice(start, end < 0 ? undefined : end).replace(/\r$/, '');
};
