import { type Json, memberOf } from '../../../model/json.ts';
import { string } from '../../cel/library/kind.ts';
import { binary, type CelFunction, member, ternary } from '../../cel/library/overload.ts';
import { toCel } from '../../cel/value/json.ts';
import { unknown } from '../../cel/value/signal.ts';
import type { CelValue } from '../../cel/value/value.ts';
import { type Context, contexts } from './context.ts';

/** A projection is a member of the entry by its name. */
const entry = ({ surroundings }: Context, name: string, projection: string): CelValue => {
  const found = surroundings.globalEntry(name);
  const value: Json | undefined = projection === '' ? found : memberOf(found, projection);
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
