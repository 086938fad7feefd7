import { type Json, memberOf } from '../../../model/json.ts';
import type { ForeignSurroundings } from '../../foreign/surroundings.ts';
import { type Outcome, unknown } from '../outcome.ts';
import type { QueryScope } from '../query/scope.ts';
import { partOf, textOf } from './part-of.ts';

/** An entry of Kyverno's global context. */
export const globalReference = (asked: Json, scope: QueryScope, surroundings: ForeignSurroundings): Outcome => {
  const name = textOf(memberOf(asked, 'name'), scope);
  if (name.kind !== 'value') return name;
  const entry = surroundings.globalEntry(name.value);
  return entry === undefined ? unknown(`the entry ${name.value} of the global context is not known`) : partOf(entry, asked, scope);
};
