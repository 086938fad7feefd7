import type { JsonObject } from '../../../lib/model/json.ts';
import { allowanceOf } from '../../../lib/policy/foreign/allowance.ts';
import type { ForeignRequest } from '../../../lib/policy/foreign/request.ts';
import type { ForeignSurroundings } from '../../../lib/policy/foreign/surroundings.ts';

/** Surroundings at `now` in which nobody knows anything, but for what is given. */
export const nothingKnown = (now: number, known: Partial<ForeignSurroundings>): ForeignSurroundings => ({
  now,
  allowance: allowanceOf(1),
  object: () => undefined,
  list: () => undefined,
  namespaceLabels: () => undefined,
  call: () => undefined,
  globalEntry: () => undefined,
  imageData: () => undefined,
  variable: () => undefined,
  ...known,
});

/** Nobody who is known creates an object. */
export const creation = (object: JsonObject, namespace: string, more: Partial<ForeignRequest>): ForeignRequest => ({
  operation: 'CREATE',
  object,
  oldObject: null,
  namespace,
  requester: null,
  ...more,
});
