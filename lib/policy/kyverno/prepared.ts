import type { JsonObject } from '../../model/json.ts';
import type { ForeignRequest } from '../foreign/request.ts';
import type { ForeignSurroundings } from '../foreign/surroundings.ts';
import { type Asked, askedOf } from './match/asked.ts';
import { inNamespace } from './request.ts';

/** A request as every rule reads it. `object`: the new one, or the old one where there is no new one; `asked`: what is read of it. */
export type Prepared = { readonly request: ForeignRequest; readonly object: JsonObject; readonly asked: Asked };

// Every policy is asked about the same request.
const known = new WeakMap<ForeignRequest, { readonly surroundings: ForeignSurroundings; readonly prepared: Prepared | null }>();

/** Null for a request about no object. */
export const prepare = (sent: ForeignRequest, surroundings: ForeignSurroundings): Prepared | null => {
  const before = known.get(sent);
  if (before?.surroundings === surroundings) return before.prepared;
  const prepared = read(sent, surroundings);
  known.set(sent, { surroundings, prepared });
  return prepared;
};

const read = (sent: ForeignRequest, surroundings: ForeignSurroundings): Prepared | null => {
  const object = inNamespace(sent.object, sent.namespace);
  const oldObject = inNamespace(sent.oldObject, sent.namespace);
  const request = { ...sent, object, oldObject };
  const judged = object ?? oldObject;
  return judged && { request, object: judged, asked: askedOf(judged, request, surroundings) };
};
