import type { ForeignRequest } from '../foreign/request.ts';
import type { ForeignSurroundings } from '../foreign/surroundings.ts';
import { imagesOf } from './image/images.ts';
import { missing, valued } from './outcome.ts';
import { emptyScope, type QueryScope, withMember, withMembers } from './query/scope.ts';
import { accountVariables, requestVariable } from './request.ts';
import type { Budget } from './scalar/budget.ts';

/** The variables that every rule may ask for, before those of its own context. Source: Kyverno, "Variables", pre-defined variables. */
export const scopeOf = (request: ForeignRequest, { now }: ForeignSurroundings, budget: Budget): QueryScope => {
  const asked = withMember(emptyScope(now, budget), 'request', () => valued(requestVariable(request)));
  const withImages = withMember(asked, 'images', () => {
    const images = request.object && imagesOf(request.object);
    return images ? valued(images) : missing('the object has no images');
  });
  return request.requester === null ? withImages : withMembers(withImages, accountVariables(request.requester));
};
