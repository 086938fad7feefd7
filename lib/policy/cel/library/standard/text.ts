import { matcherOf } from '../../text/regex.ts';
import { type Meter, toilOver } from '../../value/meter.ts';
import { string } from '../kind.ts';
import { binary, type CelFunction, global, member, type Overload } from '../overload.ts';

const tested = (test: (text: string, part: string) => boolean): Overload =>
  binary(string, string, (text: string, part: string, meter: Meter) => {
    toilOver(meter, text.length + part.length);
    return test(text, part);
  });

const matches = binary(string, string, (text, pattern, meter) => matcherOf(pattern, text, meter).find());

export const texts: readonly CelFunction[] = [
  member(
    'contains',
    tested((text, part) => text.includes(part)),
  ),
  member(
    'startsWith',
    tested((text, part) => text.startsWith(part)),
  ),
  member(
    'endsWith',
    tested((text, part) => text.endsWith(part)),
  ),
  member('matches', matches),
  global('matches', matches),
];
