import { type JsonObject, memberOf } from '../../../model/json.ts';
import type { Problem } from '../../validating/problem.ts';
import type { Body } from '../case.ts';
import { notEvaluated } from '../judgement.ts';

type CelBody =
  | { readonly kind: 'body'; readonly body: Body }
  | { readonly kind: 'none' }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

/** The body of a rule with `validate.cel`; `supplied` may hold its params. */
export const celBody = (rule: JsonObject, _supplied: readonly JsonObject[]): CelBody => {
  const cel = memberOf(memberOf(rule, 'validate'), 'cel');
  if (cel === undefined || cel === null) return { kind: 'none' };
  return { kind: 'body', body: () => notEvaluated('CEL is not judged yet') };
};
