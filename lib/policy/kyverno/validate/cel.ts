import { type JsonObject, memberOf } from '../../../model/json.ts';
import { compileCelRule } from '../../validating/cel-rule.ts';
import type { Problem } from '../../validating/problem.ts';
import type { Body } from '../case.ts';

type CelBody =
  | { readonly kind: 'body'; readonly body: Body }
  | { readonly kind: 'none' }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

/** The body of a rule with `validate.cel`; `supplied` may hold its params. */
export const celBody = (rule: JsonObject, supplied: readonly JsonObject[]): CelBody => {
  const cel = memberOf(memberOf(rule, 'validate'), 'cel');
  if (cel === undefined || cel === null) return { kind: 'none' };
  const compiled = compileCelRule(rule, supplied);
  if (compiled.kind === 'invalid') return compiled;
  return { kind: 'body', body: ({ request, surroundings }) => compiled.rule.judge(request, surroundings) };
};
