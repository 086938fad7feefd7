import { type JsonObject, stringAt } from '../../model/json.ts';
import { celBudget } from '../cel/cel.ts';
import { aboutPolicy } from '../foreign/about.ts';
import type { ForeignRequest } from '../foreign/request.ts';
import type { ForeignSurroundings } from '../foreign/surroundings.ts';
import { strongestAction } from './action.ts';
import { variantsOf } from './autogen/variant.ts';
import type { CompiledPolicy } from './compiled.ts';
import { check } from './document/check.ts';
import { type ValidatingPolicySpec, validatingPolicy } from './document/validating-policy.ts';
import { exceptionsFor } from './exception/except.ts';
import type { Exception } from './exception/exception.ts';
import { compileSet, type ExpressionSet } from './expression/set.ts';
import type { FailurePolicy } from './judge/manner.ts';
import { judgeSet } from './judge/set.ts';
import { type Constraint, compileConstraint } from './match/constraint.ts';
import type { Outcome } from './outcome.ts';
import type { Problem } from './problem.ts';
import { admissionBindings } from './scope/admission.ts';
import { kyvernoBindings, kyvernoScope } from './scope/kyverno.ts';

/** ValidatingPolicy and NamespacedValidatingPolicy, with those exceptions of all that name it. */
export const compileValidatingPolicy = (document: JsonObject, all: readonly Exception[]): CompiledPolicy => {
  const written = checkedPart(document);
  if (written.kind === 'invalid') return written;
  const parts = [written, ...variantsOf(document, written.part.spec).map(checkedPart)].flatMap((one) =>
    one.kind === 'part' ? [one.part] : [],
  );
  const { spec } = written.part;
  const about = aboutPolicy(document);
  const kind = stringAt(document, 'kind');
  const exceptions = all.filter(({ policies }) => policies.some((ref) => ref.name === about.name && ref.kind === kind));
  const ofKubernetes = spec.evaluation?.mode !== 'JSON';
  return {
    kind: 'policy',
    policy: {
      engine: 'kyverno',
      ...about,
      rules: [{ name: about.name, action: actionOf(spec), failsClosed: spec.failurePolicy !== 'Ignore' }],
      judge: (request, surroundings) => {
        if (!ofKubernetes || (about.namespace !== '' && request.namespace !== about.namespace)) return [];
        return parts.flatMap((part) => {
          const outcome = judgePart(part, exceptions, about.namespace, request, surroundings);
          return outcome ? [{ rule: about.name, ...outcome }] : [];
        });
      },
    },
  };
};

/** A policy that is not asked at admission denies nothing: its reports are all there is of it. */
const actionOf = (spec: ValidatingPolicySpec) =>
  spec.evaluation?.admission?.enabled === false ? 'audit' : strongestAction(spec.validationActions);

type Part = { readonly spec: ValidatingPolicySpec; readonly constraint: Constraint; readonly set: ExpressionSet };

const checkedPart = (document: JsonObject): { kind: 'part'; part: Part } | { kind: 'invalid'; problems: readonly Problem[] } => {
  const checked = check(validatingPolicy, document);
  if (checked.kind === 'invalid') return checked;
  const { spec } = checked.document;
  const compiled = compileSet(spec, kyvernoScope((spec.variables ?? []).map(({ name }) => name)));
  if (compiled.kind === 'invalid') return compiled;
  return { kind: 'part', part: { spec, constraint: compileConstraint(spec.matchConstraints ?? {}), set: compiled.set } };
};

/** Undefined for a request that the policy is not about. */
const judgePart = (
  { spec, constraint, set }: Part,
  exceptions: readonly Exception[],
  namespace: string,
  request: ForeignRequest,
  surroundings: ForeignSurroundings,
): Outcome | undefined => {
  const match = constraint.matches(request, surroundings);
  if (match.kind === 'no-match') return undefined;
  if (match.kind === 'unknown') return { kind: 'not-evaluated', message: match.reason };
  const failurePolicy: FailurePolicy = spec.failurePolicy ?? 'Fail';
  const budget = celBudget();
  const admission = admissionBindings(request, surroundings);
  const excepted = exceptionsFor(exceptions, new Map(admission), budget, failurePolicy, surroundings.now);
  if (excepted.kind === 'excepted') return excepted.outcome;
  const bindings = [...admission, ...kyvernoBindings({ surroundings, namespace }, excepted.allowed)];
  return judgeSet(set, bindings, { failurePolicy, notBool: 'error', onError: 'error' }, budget);
};
