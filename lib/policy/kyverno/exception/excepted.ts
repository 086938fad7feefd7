import type { Json } from '../../../model/json.ts';
import { type Judgement, notEvaluated, skip } from '../judgement.ts';
import type { Asked } from '../match/asked.ts';
import type { QueryScope } from '../query/scope.ts';
import type { Exception } from './exception.ts';

/** What the exceptions of a rule make of a request. `doubt`: an exception may hold, which matters where the rule does not pass. */
export type Excepted = { readonly skip?: Judgement; readonly doubt?: Judgement; readonly exempt: readonly Json[] };

const nothing: Excepted = { exempt: [] };

export const exceptedBy = (exceptions: readonly Exception[], asked: Asked, scope: QueryScope): Excepted => {
  if (exceptions.length === 0) return nothing;
  let doubt: Judgement | undefined;
  const exempt: Json[] = [];
  for (const exception of exceptions) {
    const given = exception.holds(asked, scope);
    if (given.kind === 'unknown') doubt ??= notEvaluated(`whether the exception ${exception.name} holds: ${given.reason}`);
    if (given.kind !== 'yes') continue;
    if (exception.controls.length === 0) return { skip: skip(`the exception ${exception.name} holds`), exempt: [] };
    exempt.push(...exception.controls);
  }
  return { exempt, ...(doubt && { doubt }) };
};
