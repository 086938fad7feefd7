import { double, int, list, map, string } from '../../cel/library/kind.ts';
import { binary, type CelFunction, global, nullary, quaternary, unary } from '../../cel/library/overload.ts';
import { mapOf } from '../../cel/value/map.ts';
import { charge, type Meter } from '../../cel/value/meter.ts';
import { fail, unknown } from '../../cel/value/signal.ts';
import type { CelList, CelValue } from '../../cel/value/value.ts';

/** Member `key` of each object of one list, with member `value` of its neighbour in the other. */
const listToMap = (keys: CelList, values: CelList, key: string, value: string, meter: Meter): CelValue => {
  charge(meter, keys.items.length);
  if (keys.items.length !== values.items.length) return fail('listObjToMap: the lists are not of one length');
  const entries = keys.items.map((item, at): readonly [string, CelValue] => {
    const name = string.read(map.read(item)?.get(key));
    const found = map.read(values.items[at])?.get(value);
    return name === undefined || found === undefined ? fail(`listObjToMap: item ${at} has no ${key} or ${value}`) : [name, found];
  });
  return mapOf(new Map(entries));
};

const rounded = (value: number, digits: bigint): number => {
  const scale = 10 ** Math.min(Math.max(Number(digits), 0), 15);
  const scaled = Math.abs(value) * scale;
  return Number.isFinite(scaled) ? (Math.sign(value) * Math.round(scaled)) / scale : value;
};

const noRandom = (): CelValue => unknown('random values are not made: the same object would be judged differently each time');

/** Kyverno's small libraries of values. Source: kyverno/sdk, cel/libs/transform, cel/libs/math, cel/libs/random. */
export const valueLibrary: readonly CelFunction[] = [
  ...['listObjToMap', 'transform.listObjToMap'].map((name) => global(name, quaternary(list, list, string, string, listToMap))),
  global('math.round', binary(double, int, rounded)),
  ...['random', 'random.random'].map((name) => global(name, nullary(noRandom), unary(string, noRandom))),
  ...['x509.decode', 'gzip.compress', 'gzip.decompress'].map((name) =>
    global(
      name,
      unary(string, () => unknown(`${name} is not answered`)),
    ),
  ),
];
