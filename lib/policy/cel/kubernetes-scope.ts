import type { CelLibrary } from './library/library.ts';
import { optionals } from './library/optional.ts';
import type { CelFunction } from './library/overload.ts';
import { standard } from './library/standard/standard.ts';
import { type CelScope, scopeOf } from './scope.ts';

/**
 * The environment of the API server with a policy's own variables and functions. `libraries`: those of an engine beside it. `isStrict`: `orValue` is for
 * optionals alone, as from cel-go 0.28; policies are written for what came before.
 */
export const kubernetesScope = (parts: {
  readonly variables: Iterable<string>;
  readonly functions?: readonly CelFunction[];
  readonly libraries?: readonly CelLibrary[];
  readonly isStrict?: boolean;
}): CelScope =>
  scopeOf({
    variables: parts.variables,
    functions: parts.functions ?? [],
    libraries: [standard, optionals(!parts.isStrict), ...(parts.libraries ?? [])],
  });
