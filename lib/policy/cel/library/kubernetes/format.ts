import { charge, traversal } from '../../value/meter.ts';
import { listOf, none, optionalOf } from '../../value/value.ts';
import { opaque, string } from '../kind.ts';
import type { CelLibrary } from '../library.ts';
import { binary, global, member, nullary, unary } from '../overload.ts';
import { formats, patternLength, type Validate } from './format-name.ts';

type Format = { readonly name: string; readonly validate: Validate };
const { make, kind, type } = opaque<Format>('kubernetes.NamedFormat', (a, b) => a.name === b.name);

const values = new Map(Array.from(formats, ([name, validate]) => [name, make({ name, validate })] as const));

/** Source: kubernetes apiserver, pkg/cel/library/format.go. */
export const formatLibrary: CelLibrary = {
  types: [type],
  functions: [
    ...Array.from(values, ([name, value]) =>
      global(
        `format.${name}`,
        nullary(() => value),
      ),
    ),
    global(
      'format.named',
      unary(string, (name) => optionalOf(values.get(name))),
    ),
    member(
      'validate',
      binary(kind, string, ({ name, validate }, text, meter) => {
        charge(meter, traversal(text.length + 1) * Math.ceil(patternLength(name) * 0.25));
        const problems = validate(text);
        return problems.length === 0 ? none : optionalOf(listOf(problems));
      }),
    ),
  ],
};
