import { regexOf } from '../../text/regex.ts';
import { charge, chargeTraversal, type Meter } from '../../value/meter.ts';
import type { CelValue } from '../../value/value.ts';
import { string } from '../kind.ts';
import { binary, type CelFunction, global, member } from '../overload.ts';

const traversed =
  (run: (text: string, part: string) => CelValue) =>
  (text: string, part: string, meter: Meter): CelValue => {
    chargeTraversal(meter, part.length);
    return run(text, part);
  };

// Source of the two costs: cel-go checker/cost.go, "matches" and "contains".
const matches = binary(string, string, (text, pattern, meter) => {
  charge(meter, Math.ceil((text.length + 1) * 0.1) * Math.ceil(pattern.length * 0.25));
  return regexOf(pattern).matcher(text).find();
});
const contains = binary(string, string, (text, part, meter) => {
  charge(meter, Math.ceil(text.length * 0.1) * Math.ceil(part.length * 0.1));
  return text.includes(part);
});

export const texts: readonly CelFunction[] = [
  member('contains', contains),
  member(
    'startsWith',
    binary(
      string,
      string,
      traversed((text, part) => text.startsWith(part)),
    ),
  ),
  member(
    'endsWith',
    binary(
      string,
      string,
      traversed((text, part) => text.endsWith(part)),
    ),
  ),
  member('matches', matches),
  global('matches', matches),
];
