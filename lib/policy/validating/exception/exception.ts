import type { CelScope } from '../../cel/cel.ts';
import type { PolicyException } from '../document/policy-exception.ts';
import { compilation, type NamedProgram } from '../expression/program.ts';
import type { Problem } from '../problem.ts';

/** `until`: milliseconds since 1970, null for ever. */
export type Exception = {
  readonly name: string;
  readonly policies: readonly { readonly name: string; readonly kind: string }[];
  readonly matchConditions: readonly NamedProgram[];
  readonly images: readonly string[];
  readonly values: readonly string[];
  readonly result: 'skip' | 'pass';
  readonly until: number | null;
};

type Compiled =
  | { readonly kind: 'exception'; readonly exception: Exception }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

export const compileException = ({ metadata, spec }: PolicyException, scope: CelScope): Compiled => {
  const own = compilation(scope);
  const matchConditions = (spec.matchConditions ?? []).flatMap(({ name, expression }, at) =>
    own.named(name, expression, `/spec/matchConditions/${at}/expression`),
  );
  if (own.problems.length > 0) return { kind: 'invalid', problems: own.problems };
  return {
    kind: 'exception',
    exception: {
      name: metadata.name,
      policies: spec.policyRefs,
      matchConditions,
      images: spec.images ?? [],
      values: spec.allowedValues ?? [],
      result: spec.reportResult ?? 'skip',
      until: spec.expiresAt ? Date.parse(spec.expiresAt) : null,
    },
  };
};
