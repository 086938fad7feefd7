import { failed, valued } from '../../outcome.ts';
import { number, numbers } from './argument.ts';
import { define, type QueryFunction } from './define.ts';

export const numberFunctions: readonly QueryFunction[] = [
  define('abs', [number], ([value]) => valued(Math.abs(value))),
  define('ceil', [number], ([value]) => valued(Math.ceil(value))),
  define('floor', [number], ([value]) => valued(Math.floor(value))),
  define('avg', [numbers], ([values]) =>
    values.length === 0 ? failed('avg of no numbers') : valued(values.reduce((sum, value) => sum + value, 0) / values.length),
  ),
  define('round', [number, number], ([value, places]) => {
    if (!Number.isInteger(places) || places < 0) return failed('round takes a whole number of decimal places, 0 or more');
    const shift = 10 ** Math.min(places, 300);
    const shifted = value * shift;
    // Away from zero, as Go rounds; JavaScript's own rounds halves up.
    return valued(Number.isFinite(shifted) ? (Math.sign(shifted) * Math.round(Math.abs(shifted))) / shift : value);
  }),
];
