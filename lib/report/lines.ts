import type { SourceFile } from '../model/evidence.ts';

const split = new WeakMap<SourceFile, readonly string[]>();

/** The lines of a source, split once: a bundle of megabytes may have thousands of findings. */
export const linesOf = (source: SourceFile): readonly string[] => {
  const known = split.get(source) ?? source.text.split(/\r?\n/);
  split.set(source, known);
  return known;
};
