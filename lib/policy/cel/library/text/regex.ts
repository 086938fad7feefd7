import { regexOf } from '../../text/regex.ts';
import { charge, type Meter } from '../../value/meter.ts';
import { type CelList, listOf } from '../../value/value.ts';
import { int, string } from '../kind.ts';
import type { CelLibrary } from '../library.ts';
import { binary, member, ternary } from '../overload.ts';

const chargeSearch = (text: string, pattern: string, meter: Meter): void =>
  charge(meter, Math.ceil((text.length + 1) * 0.1) * Math.ceil(pattern.length * 0.25));

const findAll = (text: string, pattern: string, most: bigint, meter: Meter): CelList => {
  chargeSearch(text, pattern, meter);
  const matcher = regexOf(pattern).matcher(text);
  const found: string[] = [];
  while ((most < 0n || BigInt(found.length) < most) && matcher.find()) {
    charge(meter, 1);
    found.push(matcher.group() ?? '');
  }
  return listOf(found);
};

/** Source: kubernetes apiserver, pkg/cel/library/regex.go. `find` of nothing is ''. */
export const regexLibrary: CelLibrary = {
  functions: [
    member(
      'find',
      binary(string, string, (text, pattern, meter) => {
        chargeSearch(text, pattern, meter);
        const matcher = regexOf(pattern).matcher(text);
        return matcher.find() ? (matcher.group() ?? '') : '';
      }),
    ),
    member(
      'findAll',
      binary(string, string, (text, pattern, meter) => findAll(text, pattern, -1n, meter)),
      ternary(string, string, int, findAll),
    ),
  ],
};
