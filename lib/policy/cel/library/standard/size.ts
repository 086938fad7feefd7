import { codePoints } from '../../text/code-points.ts';
import { toilOver } from '../../value/meter.ts';
import { bytes, list, map, string } from '../kind.ts';
import { type CelFunction, global, member, unary } from '../overload.ts';

const sizes = [
  unary(string, (text, meter) => {
    toilOver(meter, text.length);
    return BigInt(codePoints(text));
  }),
  unary(list, ({ items }) => BigInt(items.length)),
  unary(map, (value) => BigInt(value.size())),
  unary(bytes, (value) => BigInt(value.bytes.length)),
];

export const size: readonly CelFunction[] = [global('size', ...sizes), member('size', ...sizes)];
