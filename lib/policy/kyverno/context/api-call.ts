import { type Json, type JsonObject, listAt, memberOf, stringAt } from '../../../model/json.ts';
import type { ForeignSurroundings } from '../../foreign/surroundings.ts';
import { type Outcome, unknown, valued } from '../outcome.ts';
import type { QueryScope } from '../query/scope.ts';
import { substitute } from '../variable/substitute.ts';
import { answerOf } from './api-path.ts';
import { orDefault, partOf, textOf } from './part-of.ts';

/** A call of the API server by its path, or of a service. */
export const apiCall = (asked: Json, scope: QueryScope, surroundings: ForeignSurroundings): Outcome => {
  const service = memberOf(asked, 'service');
  const url = textOf(memberOf(service, 'url') ?? memberOf(asked, 'urlPath'), scope);
  if (url.kind !== 'value') return url;
  const body = bodyOf(listAt(asked, 'data'), scope);
  if (body.kind !== 'value') return body;
  const method = stringAt(asked, 'method') === 'POST' ? 'POST' : 'GET';
  const answer =
    surroundings.call(method, url.value, method === 'POST' ? body.value : undefined) ??
    (method === 'GET' ? answerOf(url.value, surroundings) : undefined);
  if (answer === undefined) return unknown(`what ${method} ${url.value} answers is not known`);
  return orDefault(partOf(answer, asked, scope), asked, scope);
};

const bodyOf = (data: readonly Json[], scope: QueryScope): Outcome<JsonObject> => {
  const members: [string, Json][] = [];
  for (const entry of data) {
    const outcome = substitute(memberOf(entry, 'value') ?? null, scope);
    if (outcome.kind !== 'value') return outcome;
    members.push([stringAt(entry, 'key') ?? '', outcome.value]);
  }
  return valued(Object.fromEntries(members));
};
