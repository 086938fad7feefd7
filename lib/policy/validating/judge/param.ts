import type { JsonObject } from '../../../model/json.ts';
import type { ForeignRequest } from '../../foreign/request.ts';
import type { ForeignSurroundings } from '../../foreign/surroundings.ts';
import { celBudgetWithin } from '../allowed.ts';
import type { ExpressionSet } from '../expression/set.ts';
import type { Outcome } from '../outcome.ts';
import { type ParamSource, paramsFor } from '../param/param.ts';
import { admissionBindings } from '../scope/admission.ts';
import { paramBindings } from '../scope/kubernetes.ts';
import type { Manner } from './manner.ts';
import { judgeSet } from './set.ts';
import { worstOf } from './worst.ts';

/** A set of the admission scope, once or once for each of its params. `source` null: it has none. */
export const judgeWithParams = (
  set: ExpressionSet,
  source: ParamSource | null,
  supplied: readonly JsonObject[],
  manner: Manner,
  request: ForeignRequest,
  surroundings: ForeignSurroundings,
): Outcome => {
  const budget = celBudgetWithin(surroundings.allowance);
  const judge = (params: JsonObject | null): Outcome =>
    judgeSet(set, request, (one) => [...admissionBindings(one, surroundings), ...paramBindings(params)], manner, budget);
  if (!source) return judge(null);
  const found = paramsFor(source, request, surroundings, supplied);
  switch (found.kind) {
    case 'params':
      return worstOf(found.params.map(judge)) ?? judge(null);
    case 'none':
      return found.action === 'Allow' ? { kind: 'skip', message: 'there are no params' } : { kind: 'error', message: 'no params found' };
    case 'error':
      return { kind: 'error', message: found.message };
    case 'unknown':
      return { kind: 'not-evaluated', message: found.reason };
  }
};
