import { EVENT_ID, type Event } from 'js-yaml';

/**
 * YAML 1.2 wants the lines inside brackets and quotes indented, and the parser with it; the readers of kubectl and of the API server, which come
 * from libyaml, do not ask. Such lines are read with spaces before them, and the offsets of what was read are those of the text without.
 */
export type Padded = {
  readonly text: string;
  /** Where the spaces stand in the padded text, ascending. */
  readonly places: readonly number[];
};

// Deeper than this no block is indented by anybody; a line of one that is stays refused.
const spaces = ' '.repeat(256);

export const unpadded = (text: string): Padded => ({ text, places: [] });

/** The line that holds this offset, with spaces before it; null when it has them. */
export const padLine = ({ text, places }: Padded, offset: number): Padded | null => {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  if (text.startsWith(spaces, start)) return null;
  return { text: text.slice(0, start) + spaces + text.slice(start), places: [...places, start] };
};

/** -1, which stands for nothing, stays. */
export const offsetWithout = ({ places }: Padded, offset: number): number => {
  const before = places.findIndex((place) => place >= offset);
  return offset - (before === -1 ? places.length : before) * spaces.length;
};

export const eventWithout = (event: Event, padded: Padded): Event => {
  const at = (offset: number): number => offsetWithout(padded, offset);
  switch (event.type) {
    case EVENT_ID.DOCUMENT:
    case EVENT_ID.POP:
      return event;
    case EVENT_ID.ALIAS:
      return { ...event, anchorStart: at(event.anchorStart), anchorEnd: at(event.anchorEnd) };
    case EVENT_ID.MAPPING:
    case EVENT_ID.SEQUENCE:
      return { ...event, start: at(event.start), ...properties(event, at) };
    case EVENT_ID.SCALAR:
      return { ...event, valueStart: at(event.valueStart), valueEnd: at(event.valueEnd), ...properties(event, at) };
  }
};

type Properties = { readonly anchorStart: number; readonly anchorEnd: number; readonly tagStart: number; readonly tagEnd: number };

const properties = ({ anchorStart, anchorEnd, tagStart, tagEnd }: Properties, at: (offset: number) => number): Properties => ({
  anchorStart: at(anchorStart),
  anchorEnd: at(anchorEnd),
  tagStart: at(tagStart),
  tagEnd: at(tagEnd),
});
