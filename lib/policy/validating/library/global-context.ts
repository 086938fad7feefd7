import { string } from '../../cel/library/kind.ts';
import { binary, type CelFunction, member, ternary } from '../../cel/library/overload.ts';
import { toCel } from '../../cel/value/json.ts';
import { unknown } from '../../cel/value/signal.ts';
import type { CelValue } from '../../cel/value/value.ts';
import { type Context, contexts } from './context.ts';
import { globalEntry } from './global-entry.ts';

const entry = ({ surroundings, entries }: Context, name: string, projection: string): CelValue => {
  const value = globalEntry(entries, surroundings, name, projection);
  return value === undefined ? unknown(`the global context entry ${[name, projection].join(' ').trim()} is not known`) : toCel(value);
};

/** `globalContext.Get(name)` and `globalContext.Get(name, projection)`. Source: kyverno/sdk, cel/libs/globalcontext. */
export const globalContextLibrary: readonly CelFunction[] = ['Get', 'get'].map((name) =>
  member(
    name,
    binary(contexts.globalContext.kind, string, (context, of) => entry(context, of, '')),
    ternary(contexts.globalContext.kind, string, string, entry),
  ),
);
