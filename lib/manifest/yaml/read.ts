import { type Event, parseEvents, YAMLException } from 'js-yaml';
import { limits } from '../limits.ts';
import { type Construction, constructDocuments, type Note } from './construct.ts';
import { eventWithout, offsetWithout, padLine, unpadded } from './padding.ts';

/** Characters that may still be read anew for the sake of lines that are indented too little; one for all documents of an input. */
export type Rereading = { left: number };

// Each line that is padded has its document read again.
export const rereading = (): Rereading => ({ left: 20_000_000 });

/** The documents of one chunk. Never throws: what cannot be read is `refused`, with its offset in the text. */
export const readChunk = (text: string, again = rereading()): Construction & { readonly events: readonly Event[] } => {
  const events = eventsOf(text, again);
  if ('code' in events) return { documents: [], notes: [], refused: events, events: [] };
  return { ...constructDocuments(events, text), events };
};

export const eventsOf = (text: string, again = rereading()): readonly Event[] | Note => {
  for (let padded = unpadded(text); ; ) {
    const read = strictEvents(padded.text);
    if (!('code' in read)) return padded.places.length === 0 ? read : read.map((event) => eventWithout(event, padded));
    const next = read.message === 'deficient indentation' && again.left > 0 ? padLine(padded, read.offset) : null;
    if (!next) return { ...read, offset: offsetWithout(padded, read.offset) };
    padded = next;
    again.left -= padded.text.length;
  }
};

const strictEvents = (text: string): readonly Event[] | Note => {
  try {
    return parseEvents(text, { maxDepth: limits.depth });
  } catch (error) {
    if (!(error instanceof YAMLException)) return { code: 'invalid-yaml', message: 'the document cannot be read', offset: 0 };
    return { code: codeOf(error.reason), message: error.reason, offset: Math.min(error.mark?.position ?? 0, text.length) };
  }
};

// The parser has no codes of its own; its words for the cases that deserve one are held by a test.
const codes: readonly (readonly [RegExp, string])[] = [
  [/null byte/, 'yaml-nul'],
  [/non-printable/, 'yaml-control-character'],
  [/tab characters/, 'yaml-tab'],
  [/nesting|depth/i, 'yaml-depth'],
];

const codeOf = (reason: string): string => codes.find(([pattern]) => pattern.test(reason))?.[1] ?? 'invalid-yaml';
