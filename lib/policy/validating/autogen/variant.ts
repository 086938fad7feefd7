import { type JsonObject, objectAt } from '../../../model/json.ts';
import type { ValidatingPolicySpec } from '../document/validating-policy.ts';
import { constraintsFor, controllersOf } from './controllers.ts';
import { rewrittenFor } from './rewrite.ts';

/** The policy once more for each place that pod controllers have their pod template at. `document`: as written. */
export const variantsOf = (document: JsonObject, spec: ValidatingPolicySpec): readonly JsonObject[] => {
  const controllers = controllersOf(spec);
  const operations = spec.matchConstraints?.resourceRules?.[0]?.operations ?? [];
  return [...new Set(controllers.map(({ path }) => path))].map((path) => {
    const rewritten = rewrittenFor(path, objectAt(document, 'spec'), 'policy');
    const matchConstraints = constraintsFor(
      controllers.filter((controller) => controller.path === path),
      operations,
    );
    return { ...document, spec: { ...objectAt({ spec: rewritten }, 'spec'), matchConstraints } };
  });
};
