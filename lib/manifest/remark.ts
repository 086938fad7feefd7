import type { ManifestObject } from './object.ts';
import type { LineIndex } from './source.ts';
import type { Chunk } from './yaml/split.ts';

export type Remarks = NonNullable<ManifestObject['remarks']>;

const addressed = /(?:^|\s)#[ \t]*((?:plimsoll|trivy|checkov)\s?:[^\r\n]{1,500})/g;

/** Comments to a checker in one document. A `#` inside a quoted text may look like one; it then names a rule and does what it says, in sight. */
export const remarksIn = ({ text, offset }: Chunk, lines: LineIndex): Remarks => {
  if (!text.includes('plimsoll') && !text.includes('trivy') && !text.includes('checkov')) return [];
  return [...text.matchAll(addressed)].map((match) => {
    const at = match.index + match[0].indexOf('#');
    return { text: (match[1] ?? '').trim(), ...lines(offset + at) };
  });
};
