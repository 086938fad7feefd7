import type { JsonObject } from '../../model/json.ts';
import type { ForeignRequest } from '../foreign/request.ts';
import type { ForeignSurroundings } from '../foreign/surroundings.ts';
import type { Outcome } from './outcome.ts';

/**
 * What a rule with `validate.cel` says of a request that its `match` and `exclude` have let through: `celPreconditions`, `variables`, `expressions` and params, but not
 * match, exclude, exceptions or `context`, which are the caller's. An expression that cannot be evaluated is a `fail`, as in Kyverno, which gives its CEL no failurePolicy.
 */
export type CelRule = { judge(request: ForeignRequest, surroundings: ForeignSurroundings): Outcome };

/**
 * `rule`: a whole rule of a ClusterPolicy or Policy, for pod controllers already rewritten by `rewrittenFor`. Pointers of problems are below the rule. `supplied`: objects that
 * stand beside the policy and may be its params.
 */
export type CompileCelRule = (
  rule: JsonObject,
  supplied?: readonly JsonObject[],
) =>
  | { readonly kind: 'rule'; readonly rule: CelRule }
  | { readonly kind: 'invalid'; readonly problems: readonly { readonly pointer: string; readonly message: string }[] };
