import type { DockerfileFile, Instruction, Word } from '../../../dockerfile/file.ts';
import { splitWords } from '../../../dockerfile/words.ts';

/** What COPY or ADD takes and where it puts it; heredocs are not among the sources. */
export type Copy = { readonly sources: readonly Word[]; readonly destination: Word | null; readonly inline: number };

const isHeredoc = ({ text }: Word): boolean => /^\d*<<-?[^<]/.test(text);

export const copyOf = (file: DockerfileFile, instruction: Instruction): Copy => {
  const words = instruction.json ?? splitWords(instruction.arguments, instruction.map, file.escapeToken);
  const all = words.slice(0, -1);
  const sources = instruction.json ? all : all.filter((word) => !isHeredoc(word));
  return { sources, destination: words.at(-1) ?? null, inline: all.length - sources.length };
};

/** A source that the builder fetches. Source: Dockerfile reference, ADD. */
export const isRemote = (source: string): boolean => /^(?:https?|ftp|git|ssh):\/\/|^git@|\.git(?:#|$)/i.test(source);

/** An archive that ADD unpacks. Source: Dockerfile reference, ADD: identity, gzip, bzip2, xz (and zstd) tars. */
export const isArchive = (source: string): boolean => /\.(?:tar(?:\.\w+)?|tgz|tbz2?|txz|tzst|taz|tlz)$/i.test(source);
