import { type Meter, toilOver } from '../../value/meter.ts';
import { intOf } from '../../value/range.ts';
import { fail } from '../../value/signal.ts';
import { bool, opaque, string } from '../kind.ts';
import type { CelLibrary } from '../library.ts';
import { binary, global, member, unary } from '../overload.ts';
import { compareSemvers, normalized, parseSemver, type Semver } from './semver-value.ts';

const { make, kind, type } = opaque<Semver>('kubernetes.Semver', (a, b) => compareSemvers(a, b) === 0);

const read = (text: string, isLenient: boolean, meter: Meter): Semver | undefined => {
  toilOver(meter, text.length);
  return parseSemver(isLenient ? normalized(text) : text);
};

const parse = (text: string, isLenient: boolean, meter: Meter) =>
  make(read(text, isLenient, meter) ?? fail(`invalid semantic version: ${text.slice(0, 100)}`));

const part = (index: 0 | 1 | 2) => unary(kind, ({ numbers }) => intOf(numbers[index]));

/** Source: kubernetes apiserver, pkg/cel/library/semverlib.go, version 1. */
export const semverLibrary: CelLibrary = {
  types: [type],
  functions: [
    global(
      'semver',
      unary(string, (text, meter) => parse(text, false, meter)),
      binary(string, bool, parse),
    ),
    global(
      'isSemver',
      unary(string, (text, meter) => read(text, false, meter) !== undefined),
      binary(string, bool, (text, isLenient, meter) => read(text, isLenient, meter) !== undefined),
    ),
    member('major', part(0)),
    member('minor', part(1)),
    member('patch', part(2)),
    member(
      'isLessThan',
      binary(kind, kind, (a, b) => compareSemvers(a, b) < 0),
    ),
    member(
      'isGreaterThan',
      binary(kind, kind, (a, b) => compareSemvers(a, b) > 0),
    ),
    member(
      'compareTo',
      binary(kind, kind, (a, b) => BigInt(Math.sign(compareSemvers(a, b)))),
    ),
  ],
};
