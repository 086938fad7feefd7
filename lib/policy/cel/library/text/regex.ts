import { matcherOf } from '../../text/regex.ts';
import { type Meter, toilItems } from '../../value/meter.ts';
import { type CelList, listOf } from '../../value/value.ts';
import { int, string } from '../kind.ts';
import type { CelLibrary } from '../library.ts';
import { binary, member, ternary } from '../overload.ts';

const findAll = (text: string, pattern: string, most: bigint, meter: Meter): CelList => {
  const matcher = matcherOf(pattern, text, meter);
  const found: string[] = [];
  let end = -1;
  while ((most < 0n || BigInt(found.length) < most) && matcher.find()) {
    toilItems(meter, 1);
    // As Go does it: an empty match right behind another is none.
    if (matcher.end() > matcher.start() || matcher.start() !== end) found.push(matcher.group() ?? '');
    end = matcher.end();
  }
  return listOf(found);
};

/** Source: kubernetes apiserver, pkg/cel/library/regex.go. `find` of nothing is ''. */
export const regexLibrary: CelLibrary = {
  functions: [
    member(
      'find',
      binary(string, string, (text, pattern, meter) => {
        const matcher = matcherOf(pattern, text, meter);
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
