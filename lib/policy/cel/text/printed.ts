import { formatDuration } from '../time/duration.ts';
import { formatTimestamp } from '../time/timestamp.ts';
import { textOf } from '../value/bytes.ts';
import { formatDouble } from '../value/double.ts';
import { entryOf } from '../value/map.ts';
import { type Meter, toil, toilText } from '../value/meter.ts';
import { fail } from '../value/signal.ts';
import { typeName } from '../value/type-name.ts';
import type { CelMap, CelValue } from '../value/value.ts';
import { fixed } from './decimal.ts';
import { quote } from './quote.ts';

/** How members of lists and maps are written: as they are, which is how the specification has it now, or as literals, which is how clusters do. */
export type Style = 'plain' | 'literal';

/** What `%s` writes. Throws the signal of an error for a value that it has no form for. Sources: cel-go ext/formatting_v2.go and ext/formatting.go. */
export const printed = (value: CelValue, style: Style, meter: Meter): string => {
  const text = write(value, style, meter);
  toilText(meter, text.length);
  return text;
};

const write = (value: CelValue, style: Style, meter: Meter): string => {
  if (typeof value === 'number') return double(value);
  if (value === null || typeof value !== 'object') return String(value);
  switch (value.kind) {
    case 'uint':
      return String(value.value);
    case 'bytes':
      return style === 'plain' ? Buffer.from(value.bytes).toString('utf8') : (textOf(value.bytes) ?? fail('invalid UTF-8 in bytes'));
    case 'list':
      toil(meter, value.items.length);
      return `[${value.items.map((item) => member(item, style, meter)).join(', ')}]`;
    case 'map':
      toil(meter, value.size());
      return mapText(value, style, meter);
    case 'timestamp':
      return formatTimestamp(value.nanos);
    case 'duration':
      return formatDuration(value.nanos);
    case 'type':
      return value.name;
    default:
      return fail(`error during formatting: string clause of ${typeName(value)}`);
  }
};

const double = (value: number): string => (Math.abs(value) === Infinity ? (value > 0 ? 'Infinity' : '-Infinity') : formatDouble(value));

/** In the order of the keys as they are written. */
const mapText = (map: CelMap, style: Style, meter: Meter): string => {
  const entries = map.keys().map((key): [string, string] => [member(key, style, meter), member(entryOf(map, key) ?? null, style, meter)]);
  entries.sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
  const colon = style === 'plain' ? ': ' : ':';
  return `{${entries.map(([key, value]) => `${key}${colon}${value}`).join(', ')}}`;
};

const member = (value: CelValue, style: Style, meter: Meter): string => {
  const text = printed(value, style, meter);
  return style === 'plain' ? text : literal(value, text);
};

const literal = (value: CelValue, text: string): string => {
  if (typeof value === 'string') return quote(text);
  if (typeof value === 'number') return Number.isFinite(value) ? fixed(value, 6) : quote(text);
  if (value === null || typeof value !== 'object') return text;
  if (value.kind === 'bytes') return `b${quote(text)}`;
  return value.kind === 'timestamp' || value.kind === 'duration' ? `${value.kind}(${quote(text)})` : text;
};
