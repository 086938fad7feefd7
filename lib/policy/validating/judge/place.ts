import type { CelBindings, CelBudget } from '../../cel/cel.ts';
import type { ForeignRequest } from '../../foreign/request.ts';
import type { Validation } from '../expression/set.ts';
import { culpritIn } from './culprit.ts';

/** Where what a validation denies is in the object: a container, or the part that it asks about; undefined where nobody can say. */
export const placeOf = (
  { asks, program }: Validation,
  request: ForeignRequest,
  bound: (request: ForeignRequest) => CelBindings,
  budget: CelBudget,
): string | undefined => {
  const { pointer, isOfContainers } = asks();
  if (!isOfContainers || request.object === null) return pointer;
  const culprit = culpritIn(request.object, (object) => {
    const outcome = program.run(bound({ ...request, object }), budget);
    return outcome.kind === 'value' && outcome.value === false;
  });
  return culprit ?? pointer;
};
