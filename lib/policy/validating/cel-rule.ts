import type { JsonObject } from '../../model/json.ts';
import { celRule } from './document/cel-rule.ts';
import { check } from './document/check.ts';
import { compileSet, type Places } from './expression/set.ts';
import type { Manner } from './judge/manner.ts';
import { judgeWithParams } from './judge/param.ts';
import type { CompileCelRule } from './rule.ts';
import { admissionScope } from './scope/kubernetes.ts';

const places: Places = {
  matchConditions: '/celPreconditions',
  variables: '/validate/cel/variables',
  validations: '/validate/cel/expressions',
  auditAnnotations: '/validate/cel/auditAnnotations',
};

/** Kyverno's rules have no failurePolicy for their CEL: what ends in an error is denied. */
const manner: Manner = { failurePolicy: 'Fail', notBool: 'deny', onError: 'fail', ignored: 'ends' };

/** See `CompileCelRule`. Source: kyverno 111e07bb, pkg/engine/handlers/validation/validate_cel.go. */
export const compileCelRule: CompileCelRule = (rule, supplied: readonly JsonObject[] = []) => {
  const checked = check(celRule, rule);
  if (checked.kind === 'invalid') return checked;
  const { celPreconditions, validate } = checked.document;
  const { expressions, variables, auditAnnotations, paramKind, paramRef } = validate.cel;
  const validations = (expressions ?? []).map((one) => ({ ...one, message: one.message || validate.message }));
  const scope = admissionScope(
    (variables ?? []).map(({ name }) => name),
    Boolean(paramKind),
  );
  const compiled = compileSet({ matchConditions: celPreconditions, variables, validations, auditAnnotations }, scope, places);
  if (compiled.kind === 'invalid') return compiled;
  const source = paramKind && paramRef ? { kind: paramKind, ref: paramRef } : null;
  return {
    kind: 'rule',
    rule: { judge: (request, surroundings) => judgeWithParams(compiled.set, source, supplied, manner, request, surroundings) },
  };
};
