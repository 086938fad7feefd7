import { listLibrary } from './library/collection/lists.ts';
import { setLibrary } from './library/collection/sets.ts';
import { encoderLibrary } from './library/encoders.ts';
import { formatLibrary } from './library/kubernetes/format.ts';
import { jsonPatchLibrary } from './library/kubernetes/json-patch.ts';
import { networkLibrary } from './library/kubernetes/network.ts';
import { quantityLibrary } from './library/kubernetes/quantity.ts';
import { semverLibrary } from './library/kubernetes/semver.ts';
import { urlLibrary } from './library/kubernetes/url.ts';
import type { CelLibrary } from './library/library.ts';
import { mathLibrary } from './library/math.ts';
import { optionals } from './library/optional.ts';
import type { CelFunction } from './library/overload.ts';
import { standard } from './library/standard/standard.ts';
import { clusterTimes } from './library/standard/time.ts';
import { regexLibrary } from './library/text/regex.ts';
import { stringLibrary } from './library/text/strings.ts';
import { type CelScope, scopeOf } from './scope.ts';

/**
 * As clusters have them, for which policies are written. `isStrict`: as the specification has them now; `orValue` is for optionals alone, and `format`
 * writes what lists and maps hold without quotes.
 */
export const kubernetesLibraries = ({ isStrict = false }: { readonly isStrict?: boolean } = {}): readonly CelLibrary[] => [
  ...(isStrict ? [] : [clusterTimes]),
  standard,
  optionals(!isStrict),
  stringLibrary(isStrict),
  regexLibrary,
  listLibrary,
  setLibrary,
  mathLibrary,
  encoderLibrary,
  urlLibrary,
  quantityLibrary,
  networkLibrary,
  formatLibrary,
  semverLibrary,
  jsonPatchLibrary,
];

/** The environment of the API server with a policy's own variables and functions. `libraries`: those of an engine beside it. */
export const kubernetesScope = (parts: {
  readonly variables: Iterable<string>;
  readonly functions?: readonly CelFunction[];
  readonly libraries?: readonly CelLibrary[];
  readonly isStrict?: boolean;
}): CelScope =>
  scopeOf({
    variables: parts.variables,
    isStrict: parts.isStrict ?? false,
    functions: parts.functions ?? [],
    libraries: [...kubernetesLibraries({ isStrict: parts.isStrict ?? false }), ...(parts.libraries ?? [])],
  });
