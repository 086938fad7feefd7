import type { Meter } from '../value/meter.ts';
import type { CelValue } from '../value/value.ts';
import type { Kind } from './kind.ts';

/** One signature of a function. `arity`: null for any number. `call`: undefined when the values are not of its types. */
export type Overload = {
  readonly arity: number | null;
  readonly call: (values: readonly CelValue[], meter: Meter) => CelValue | undefined;
};

/** A row of a library: `size(x)` is global, `x.size()` member, with the target as the first value. Names may be qualified: `math.abs`. */
export type CelFunction = { readonly name: string; readonly style: 'global' | 'member'; readonly overloads: readonly Overload[] };

export const global = (name: string, ...overloads: readonly Overload[]): CelFunction => ({ name, style: 'global', overloads });
export const member = (name: string, ...overloads: readonly Overload[]): CelFunction => ({ name, style: 'member', overloads });

export const nullary = (run: (meter: Meter) => CelValue): Overload => ({ arity: 0, call: (_, meter) => run(meter) });

export const unary = <A>(a: Kind<A>, run: (a: A, meter: Meter) => CelValue): Overload => ({
  arity: 1,
  call: (values, meter) => {
    const first = a.read(values[0]);
    return first === undefined ? undefined : run(first, meter);
  },
});

export const binary = <A, B>(a: Kind<A>, b: Kind<B>, run: (a: A, b: B, meter: Meter) => CelValue): Overload => ({
  arity: 2,
  call: (values, meter) => {
    const first = a.read(values[0]);
    if (first === undefined) return undefined;
    const second = b.read(values[1]);
    return second === undefined ? undefined : run(first, second, meter);
  },
});

export const ternary = <A, B, C>(a: Kind<A>, b: Kind<B>, c: Kind<C>, run: (a: A, b: B, c: C, meter: Meter) => CelValue): Overload => ({
  arity: 3,
  call: (values, meter) => {
    const [first, second, third] = [a.read(values[0]), b.read(values[1]), c.read(values[2])];
    return first === undefined || second === undefined || third === undefined ? undefined : run(first, second, third, meter);
  },
});

export const quaternary = <A, B, C, D>(
  a: Kind<A>,
  b: Kind<B>,
  c: Kind<C>,
  d: Kind<D>,
  run: (a: A, b: B, c: C, d: D, meter: Meter) => CelValue,
): Overload => ({
  arity: 4,
  call: (values, meter) => {
    const [first, second, third, fourth] = [a.read(values[0]), b.read(values[1]), c.read(values[2]), d.read(values[3])];
    if (first === undefined || second === undefined || third === undefined || fourth === undefined) return undefined;
    return run(first, second, third, fourth, meter);
  },
});

/** Any number of values, one at least, all of one kind. */
export const variadic = <A>(a: Kind<A>, run: (values: readonly A[], meter: Meter) => CelValue): Overload => ({
  arity: null,
  call: (values, meter) => {
    const found = values.flatMap((value) => {
      const one = a.read(value);
      return one === undefined ? [] : [one];
    });
    return found.length === 0 || found.length < values.length ? undefined : run(found, meter);
  },
});
