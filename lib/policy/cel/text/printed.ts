import { formatDuration } from '../time/duration.ts';
import { formatTimestamp } from '../time/timestamp.ts';
import { formatDouble } from '../value/double.ts';
import { entryOf } from '../value/map.ts';
import { type Meter, toil, toilText } from '../value/meter.ts';
import { fail } from '../value/signal.ts';
import { typeName } from '../value/type-name.ts';
import type { CelMap, CelValue } from '../value/value.ts';

/** What `%s` writes. Throws the signal of an error for a value that it has no form for. */
export const printed = (value: CelValue, meter: Meter): string => {
  const text = write(value, meter);
  toilText(meter, text.length);
  return text;
};

const write = (value: CelValue, meter: Meter): string => {
  if (typeof value === 'number') return double(value);
  if (value === null || typeof value !== 'object') return String(value);
  switch (value.kind) {
    case 'uint':
      return String(value.value);
    case 'bytes':
      return Buffer.from(value.bytes).toString('utf8');
    case 'list':
      toil(meter, value.items.length);
      return `[${value.items.map((item) => printed(item, meter)).join(', ')}]`;
    case 'map':
      toil(meter, value.size());
      return mapText(value, meter);
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
const mapText = (map: CelMap, meter: Meter): string => {
  const entries = map.keys().map((key): [string, string] => [printed(key, meter), printed(entryOf(map, key) ?? null, meter)]);
  entries.sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
  return `{${entries.map(([key, value]) => `${key}: ${value}`).join(', ')}}`;
};
