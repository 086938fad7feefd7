import type { Value } from '@bufbuild/cel-spec/cel/expr/value_pb.js';
import { durationOf } from '../../../lib/policy/cel/time/duration.ts';
import { timestampOf } from '../../../lib/policy/cel/time/timestamp.ts';
import { bytesOf } from '../../../lib/policy/cel/value/bytes.ts';
import { keyOf } from '../../../lib/policy/cel/value/key.ts';
import { mapOf } from '../../../lib/policy/cel/value/map.ts';
import { type CelValue, listOf, type MapKey, typeNamed } from '../../../lib/policy/cel/value/value.ts';

type MapValue = Extract<Value['kind'], { case: 'mapValue' }>['value'];
type ObjectValue = Extract<Value['kind'], { case: 'objectValue' }>['value'];

/** A value of the specification's suite; undefined for one that is a protobuf message. */
export const valueOfSpec = ({ kind }: Value): CelValue | undefined => {
  switch (kind.case) {
    case 'nullValue':
      return null;
    case 'boolValue':
    case 'stringValue':
    case 'doubleValue':
    case 'int64Value':
      return kind.value;
    case 'uint64Value':
      return { kind: 'uint', value: kind.value };
    case 'bytesValue':
      return bytesOf(kind.value);
    case 'typeValue':
      return typeNamed(kind.value);
    case 'listValue': {
      const items = kind.value.values.map(valueOfSpec);
      const known = items.filter((item) => item !== undefined);
      return known.length === items.length ? listOf(known) : undefined;
    }
    case 'mapValue':
      return mapOfSpec(kind.value.entries);
    case 'objectValue':
      return messageOfSpec(kind.value);
    default:
      return undefined;
  }
};

const mapOfSpec = (entries: MapValue['entries']): CelValue | undefined => {
  const keys: CelValue[] = [];
  const found = new Map<MapKey, CelValue>();
  for (const entry of entries) {
    const key = entry.key && valueOfSpec(entry.key);
    const value = entry.value && valueOfSpec(entry.value);
    const place = key === undefined ? undefined : keyOf(key);
    if (key === undefined || value === undefined || place === undefined) return undefined;
    keys.push(key);
    found.set(place, value);
  }
  return mapOf(found, keys);
};

/** Of the messages only times have values of their own here. */
const messageOfSpec = (message: ObjectValue): CelValue | undefined => {
  const { seconds, nanos } = secondsIn(message.value);
  if (message.typeUrl.endsWith('/google.protobuf.Timestamp')) return timestampOf(seconds * 1_000_000_000n + nanos);
  if (message.typeUrl.endsWith('/google.protobuf.Duration')) return durationOf(seconds * 1_000_000_000n + nanos);
  return undefined;
};

/** Fields 1 and 2 of the wire format, both varints. Source: protobuf.dev/programming-guides/encoding. */
const secondsIn = (bytes: Uint8Array): { readonly seconds: bigint; readonly nanos: bigint } => {
  const fields: [bigint, bigint, bigint] = [0n, 0n, 0n];
  let at = 0;
  const varint = (): bigint => {
    let [value, shift] = [0n, 0n];
    for (;;) {
      const byte = bytes[at] ?? 0;
      at += 1;
      value |= BigInt(byte & 0x7f) << shift;
      shift += 7n;
      if (byte < 0x80) return BigInt.asIntN(64, value);
    }
  };
  while (at < bytes.length) {
    const tag = varint() >> 3n;
    fields[tag === 1n ? 1 : 2] = varint();
  }
  return { seconds: fields[1], nanos: fields[2] };
};
