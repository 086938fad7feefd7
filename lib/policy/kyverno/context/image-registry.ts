import { type Json, memberOf } from '../../../model/json.ts';
import type { ForeignSurroundings } from '../../foreign/surroundings.ts';
import { type Outcome, unknown } from '../outcome.ts';
import type { QueryScope } from '../query/scope.ts';
import { orDefault, partOf, textOf } from './part-of.ts';

/** What a registry tells of an image. */
export const imageRegistry = (asked: Json, scope: QueryScope, surroundings: ForeignSurroundings): Outcome => {
  const reference = textOf(memberOf(asked, 'reference'), scope);
  if (reference.kind !== 'value') return reference;
  const data = surroundings.imageData(reference.value);
  if (data === undefined) return unknown(`what a registry tells of ${reference.value} is not known`);
  return orDefault(partOf(data, asked, scope), asked, scope);
};
