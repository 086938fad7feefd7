import { keywords } from '../../../dockerfile/instruction.ts';
import type { HistoryEntry } from '../../../model/image.ts';

/** An entry of an image's history as an instruction. `text` is what the keyword is given, the shell and build arguments of a RUN before it included. */
export type Step = { readonly keyword: string; readonly text: string; readonly hasLayer: boolean };

// Sources: `#(nop)` of Docker's first builder and of Buildah, the instruction itself of BuildKit and kaniko.
const notRun = /#\(nop\)\s+([A-Z]+)\b\s*([\s\S]*)$/;
const named = /^([A-Z]+)\b\s*([\s\S]*)$/;

/** '' as the keyword of an entry that tells no command, such as that of a squashed image. */
export const stepOf = ({ createdBy, emptyLayer }: HistoryEntry): Step => {
  const text = createdBy.replace(/# buildkit\s*$/, '').trim();
  const hasLayer = !emptyLayer;
  const match = notRun.exec(text) ?? named.exec(text);
  if (match && keywords.has(match[1] ?? '')) return { keyword: match[1] ?? '', text: match[2] ?? '', hasLayer };
  return { keyword: text === '' ? '' : 'RUN', text, hasLayer };
};

/** Builders keep or join lines in their own ways; the letters stay. */
export const lettersOf = (text: string): string => text.replace(/[\s\\]+/g, '');
