import { durationOf, formatDuration, parseDuration, second } from '../../time/duration.ts';
import { formatTimestamp, parseTimestamp, timestampOf } from '../../time/timestamp.ts';
import { bytesOf, textOf, utf8 } from '../../value/bytes.ts';
import { formatDouble } from '../../value/double.ts';
import { toilText } from '../../value/meter.ts';
import { parseBool, parseDouble, parseInteger } from '../../value/parse-scalar.ts';
import { intOf, uintOf } from '../../value/range.ts';
import { fail } from '../../value/signal.ts';
import { typeName } from '../../value/type-name.ts';
import { typeNamed } from '../../value/value.ts';
import { any, bool, bytes, double, duration, int, string, timestamp, uint } from '../kind.ts';
import { type CelFunction, global, unary } from '../overload.ts';

const truncated = (value: number): bigint => (Number.isFinite(value) ? BigInt(Math.trunc(value)) : fail('integer overflow'));

/** A double rounds to its neighbour at the ends of the range: the smallest int is none that a double is sure to stand for. */
const intOfDouble = (value: number): bigint => (Math.abs(value) < 2 ** 63 ? truncated(value) : fail('integer overflow'));

const floored = (nanos: bigint): bigint => (nanos - (((nanos % second) + second) % second)) / second;

export const conversions: readonly CelFunction[] = [
  global(
    'dyn',
    unary(any, (value) => value),
  ),
  global(
    'type',
    unary(any, (value) => typeNamed(typeName(value))),
  ),
  global(
    'int',
    unary(int, (value) => value),
    unary(uint, ({ value }) => intOf(value)),
    unary(double, intOfDouble),
    unary(string, (text) => intOf(parseInteger(text) ?? fail(`cannot convert ${text.slice(0, 100)} to int`))),
    unary(timestamp, ({ nanos }) => floored(nanos)),
    unary(duration, ({ nanos }) => intOf(nanos)),
  ),
  global(
    'uint',
    unary(uint, (value) => value),
    unary(int, (value) => uintOf(value)),
    unary(double, (value) => (value < 0 ? fail('unsigned integer overflow') : uintOf(truncated(value)))),
    unary(string, (text) => uintOf(/^\d/.test(text) ? (parseInteger(text) ?? -1n) : -1n, 'cannot convert string to uint')),
  ),
  global(
    'double',
    unary(double, (value) => value),
    unary(int, (value) => Number(value)),
    unary(uint, ({ value }) => Number(value)),
    unary(string, (text) => parseDouble(text) ?? fail(`cannot convert ${text.slice(0, 100)} to double`)),
  ),
  global(
    'bool',
    unary(bool, (value) => value),
    unary(string, (text) => parseBool(text) ?? fail(`cannot convert ${text.slice(0, 100)} to bool`)),
  ),
  global(
    'string',
    unary(string, (value) => value),
    unary(bool, (value) => String(value)),
    unary(int, (value) => String(value)),
    unary(uint, ({ value }) => String(value)),
    unary(double, (value) => formatDouble(value)),
    unary(bytes, (value, meter) => {
      toilText(meter, value.bytes.length);
      return textOf(value.bytes) ?? fail('invalid UTF-8 in bytes, cannot convert to string');
    }),
    unary(timestamp, ({ nanos }) => formatTimestamp(nanos)),
    unary(duration, ({ nanos }) => formatDuration(nanos)),
  ),
  global(
    'bytes',
    unary(bytes, (value) => value),
    unary(string, (text, meter) => {
      toilText(meter, text.length);
      return bytesOf(utf8(text));
    }),
  ),
  global(
    'timestamp',
    unary(timestamp, (value) => value),
    unary(int, (value) => timestampOf(value * second)),
    unary(string, (text) => timestampOf(parseTimestamp(text) ?? fail(`invalid timestamp: ${text.slice(0, 100)}`))),
  ),
  global(
    'duration',
    unary(duration, (value) => value),
    unary(string, (text) => durationOf(parseDuration(text) ?? fail(`invalid duration: ${text.slice(0, 100)}`))),
  ),
];
